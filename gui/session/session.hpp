// The document of a window: what the user has said (State) and what came of it (plans, table). Knows no
// widgets. Every change is one step of undo; results come from background threads and are applied here.
#pragma once

#include <QObject>
#include <QTimer>
#include <QUndoStack>

#include "gui/session/results.hpp"
#include "gui/session/state.hpp"
#include "gui/work/workshop.hpp"

namespace repetend::gui {

class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);

  const State& state() const { return state_; }
  QUndoStack& undo() { return undo_; }

  // A scenario or a plan, told apart by their contents. A plan brings its own problem as the scenario and is
  // shown beside what is planned for it.
  void open_file(const QString& file) { load_file(file, true); }
  void add_plan(const QString& file) { load_file(file, false); }  // beside what is there, the scenario stays
  void open_text(const QString& text, const QString& name);
  // For a later session, and what an earlier one had open; nothing to undo to. What cannot be read any more
  // is left out and told.
  Kept keep() const { return gui::keep(state_, results_.scenario().get()); }
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
  // What follows is a step of undo of its own: a slider was let go, a field left.
  void end_gesture() { ++gesture_; }

  const std::vector<Row>& rows() const { return results_.rows(); }
  const std::vector<std::shared_ptr<const ChartedPlan>>& plans() const { return results_.plans(); }
  const Row& row_of(std::size_t plan) const { return results_.row_of(plan); }
  // The last that was valid; maybe none.
  std::shared_ptr<const Scenario> scenario() const { return results_.scenario(); }
  const std::optional<Failure>& failure() const { return results_.failure(); }  // of the text as it is
  const std::vector<search::Progress>& progress() const { return results_.progress(); }
  qint64 milliseconds() const { return results_.milliseconds(); }  // from the last change to its first answer

  void cancel() { workshop_.cancel(); }
  bool busy() const { return busy_; }

  // Throw RequestError. A plan is saved with the times that are shown, and only one that can run.
  void save_scenario(const QString& file);
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
  class Change;
  void change(State after, const QString& words, const QString& gesture = {});
  void apply(const State&);
  void take(const Answer&);
  void tell_busy();
  void load_file(const QString& file, bool alone);
  void take_file(const QString& file, bool alone, const Loaded&);
  void open_plan(const QString& file, const Loaded&, bool alone);
  State with_scenario(const QString& text, const QString& name);  // and nothing else but the schedules
  void finish_restore(const State&, const QString& failures);

  State state_;
  QUndoStack undo_;
  QTimer typing_;
  int gesture_ = 0;
  QString saved_text_;
  int loading_ = 0;  // files
  bool busy_ = false;
  Results results_;
  Workshop workshop_;
};

}  // namespace repetend::gui
