// The gallery shows the examples and lessons as pictures to choose from. Thumbnails are worked out on a
// thread of their own and kept while the program runs.
#pragma once

#include <QDialog>
#include <QImage>
#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "gui/chart/data/charted_plan.hpp"
#include "gui/lessons/lesson.hpp"
#include "gui/work/task_thread.hpp"

class QLabel;
class QListWidget;

namespace repetend::gui {

// Examples come with the program: scenarios and lessons, compiled in.
struct Example {
  QString title, summary;
  QString resource = {};                   // of a scenario
  std::optional<std::size_t> lesson = {};  // or its index
  std::string text = {};                   // the scenario's
  std::string schedule = {};               // that the thumbnail shows; empty: the best that is found quickly
};

// The examples of the folder come by name, then the lessons in their order.
std::vector<Example> examples(const QString& folder, const std::vector<Lesson>&);

// The summary is the paragraph of comments that a scenario's text begins with.
QString opening_comment(const std::string& text);

// The plan of its thumbnail is null when there is none. It takes a while, so it is for background threads.
std::shared_ptr<const ChartedPlan> example_plan(const Example&);

// A plan as a small picture: its devices' rows and nothing else; without a plan blank. ratio: pixels of the
// screen a logical one. Safe on any thread.
QImage thumbnail(const ChartedPlan*, QSize size, qreal ratio, bool dark);

class Gallery : public QDialog {
  Q_OBJECT

 public:
  explicit Gallery(std::vector<Example>, QWidget* parent = nullptr);
  void set_dark(bool dark);

  QListWidget& list() { return *list_; }
  const std::vector<Example>& examples() const { return examples_; }
  int painted() const { return painted_; }  // thumbnails, in the theme of now

 signals:
  void chosen(const repetend::gui::Example&);

 protected:
  void showEvent(QShowEvent*) override;
  void changeEvent(QEvent*) override;

 private:
  void lay_out();
  void fit_to_font();
  void paint_thumbnails();
  void take(std::size_t example, std::shared_ptr<const ChartedPlan>, const QImage&, int round);
  void show_summary();
  void choose();

  std::vector<Example> examples_;
  std::vector<std::shared_ptr<const ChartedPlan>> plans_;  // null: not worked out yet
  bool dark_ = false;
  int round_ = 0, shown_ = -1;  // of painting: another with every theme and size
  int painted_ = 0;

  QListWidget* list_;
  QLabel* summary_;
  TaskThread painting_;  // last: it uses the others
};

}  // namespace repetend::gui
