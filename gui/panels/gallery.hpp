// The gallery shows the examples and lessons as pictures to choose from. Thumbnails are worked out on a
// thread of their own and kept while the program runs.
#pragma once

#include <QDialog>
#include <vector>

#include "gui/panels/example.hpp"
#include "gui/work/task_thread.hpp"

class QLabel;
class QListWidget;
class QListWidgetItem;

namespace repetend::gui {

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
