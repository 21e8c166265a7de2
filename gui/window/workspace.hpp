// A window works on one session and the views of it, docked around the charts. Qt's parents own them.
#pragma once

#include <QCoreApplication>
#include <QMainWindow>
#include <functional>

#include "gui/session/session.hpp"
#include "gui/view/gantt_view.hpp"

class QLineEdit;

namespace repetend::gui {

class Banner;
class Curve;
class LessonPanel;
class MetricsModel;
class MetricsTable;
class PlayBar;
class TextEditor;

class Workspace {
  Q_DECLARE_TR_FUNCTIONS(Workspace)

 public:
  explicit Workspace(QMainWindow&);

  QMainWindow& window;
  Session& session;
  Banner& banner;
  GanttView& chart;
  PlayBar& play;
  MetricsModel& metrics;
  MetricsTable& table;
  TextEditor& editor;
  Curve& curve;
  LessonPanel& lessons;
  QLineEdit& find;
  QMenu& panels;  // shows and hides each

  void show_lesson();  // its panel, which is folded away until a lesson is chosen
  void find_next();

  void change_style(const std::function<void(ChartStyle&)>&);
  // A command means the selected instance's plan, else that of the table's row, else the first.
  std::size_t current_plan() const;
  QString plan_title(std::size_t plan) const;
  // Runs what may throw a RequestError, which the banner says; false: it threw one.
  bool attempt(const std::function<void()>&) const;

 private:
  void fill_middle();
  void add_panels();
  QDockWidget* add_panel(const QString& name, const QString& title, QWidget*, Qt::DockWidgetArea);

  QDockWidget* details_panel_ = nullptr;
  QDockWidget* lesson_panel_ = nullptr;
};

}  // namespace repetend::gui
