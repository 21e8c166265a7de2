// The document of a window: what the user has said (State) and what came of it (plans, table). Knows no
// widgets. Every change is one step of undo; results come from background threads and are applied here.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QUndoStack>
#include <memory>
#include <optional>
#include <vector>

#include "gui/work/workshop.hpp"

namespace repetend::gui {

struct Loaded;
struct Kept;

// All of what undo brings back.
struct State {
  QString text;                                // the scenario, YAML
  QString name;                                // what errors call it: a file or an example
  std::vector<std::string> schedules;          // compared, as Question::schedules
  std::map<std::string, EditedOrders> edited;  // by schedule
  std::vector<OpenedPlan> opened;
  bool operator==(const State&) const = default;
};

class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);

  const State& state() const { return state_; }
  QUndoStack& undo() { return undo_; }

  // A scenario or a plan, told apart by their contents. A plan brings its own problem as the scenario and is
  // shown beside what is planned for it.
  void open_file(const QString& file);
  void add_plan(const QString& file);  // beside what is there, the scenario stays
  void open_text(const QString& text, const QString& name);
  // For a later session, and what an earlier one had open; nothing to undo to. What cannot be read any more
  // is left out and told.
  Kept keep() const;
  void restore(const Kept&);

  void set_text(const QString& text);
  struct Setting {
    QString key, value;  // an empty value takes the setting back
  };
  void set_value(const QString& key, const QString& value) { set_values({{key, value}}); }
  void set_values(const std::vector<Setting>&);
  void set_schedules(std::vector<std::string>);
  void close_plan(std::size_t plan);    // an opened one
  void reset_orders(std::size_t plan);  // made by hand of a schedule's
  bool is_opened(std::size_t plan) const;
  bool is_edited(std::size_t plan) const { return state_.edited.contains(row_of(plan).key); }
  void reorder(std::size_t plan, DeviceId device, Instance moved, std::optional<Instance> before);
  void end_gesture();  // what follows is a step of undo of its own: a slider was let go, a field left

  const std::vector<Row>& rows() const { return rows_; }
  const std::vector<std::shared_ptr<const ChartedPlan>>& plans() const {
    return plans_;
  }  // of the rows with one
  const Row& row_of(std::size_t plan) const { return rows_[row_of_plan_[plan]]; }
  std::shared_ptr<const Scenario> scenario() const {
    return scenario_;
  }                                                                   // the last that was valid; maybe none
  const std::optional<Failure>& failure() const { return failure_; }  // of the text as it is
  const std::vector<search::Progress>& progress() const { return progress_; }

  void cancel();
  bool busy() const { return busy_; }
  qint64 milliseconds() const { return milliseconds_; }  // from the last change to its first answer

  void save_scenario(const QString& file);  // throw RequestError
  void save_plan(std::size_t plan, const QString& file) const;
  bool modified() const { return state_.text != saved_text_; }

 signals:
  void state_changed();
  void plans_changed();
  void progress_changed();
  void failed(QString message, int line);  // an empty message: all is well again; line 0: of no one place
  void refused(QString words);             // a reorder that cannot be
  void opened(QString file);
  void busy_changed(bool busy);

 private:
  friend class Change;
  void change(State after, const QString& words, const QString& gesture = {});
  void apply(const State&);
  void take(const Answer&);
  void show_rows(const std::vector<Row>&);
  void take_progress(quint64 number, const search::Progress&);
  void tell_busy();
  void load(const QString& file, bool alone);
  void finish_load(const QString& file, bool alone, const Loaded&);
  void open_plan(const QString& file, const Loaded&, bool alone);
  void finish_restore(const State&, const QString& failures);

  State state_;
  QUndoStack undo_;
  QTimer typing_;
  int gesture_ = 0;
  QString saved_text_;

  quint64 asked_ = 0, taken_ = 0, settled_ = 0;  // numbers of questions
  int loading_ = 0;
  QElapsedTimer since_asked_;
  qint64 milliseconds_ = 0;
  bool busy_ = false;
  std::shared_ptr<const Scenario> scenario_;
  std::optional<Failure> failure_;
  std::vector<Row> rows_;
  std::vector<std::shared_ptr<const ChartedPlan>> plans_;
  std::vector<std::size_t> row_of_plan_;
  std::vector<search::Progress> progress_;
  double last_seconds_ = 0, seconds_before_ = 0;  // of the search under way, and of those before it

  Workshop workshop_;
};

}  // namespace repetend::gui
