// The lessons: their panel, folded away until one is chosen, and their menu.
#include <QDockWidget>
#include <QMenuBar>

#include "gui/lessons/lesson_panel.hpp"
#include "gui/window/main_window.hpp"

namespace repetend::gui {

void MainWindow::make_learn_menu() {
  lessons_ = new LessonPanel(*session_, *chart_);
  QDockWidget* dock = add_panel(QStringLiteral("lessons"), tr("Lesson"), lessons_, Qt::RightDockWidgetArea);
  auto* details = findChild<QDockWidget*>(QStringLiteral("details"));
  splitDockWidget(dock, details, Qt::Vertical);  // above it, and both above the curve
  splitDockWidget(details, findChild<QDockWidget*>(QStringLiteral("curve")), Qt::Vertical);
  dock->hide();
  QMenu* menu = menuBar()->addMenu(tr("&Learn"));
  const auto& lessons = lessons_->lessons();
  for (std::size_t i = 0; i < lessons.size(); ++i)
    add_action(menu, QString::fromStdString(lessons[i].title), {}, QString::fromStdString(lessons[i].summary),
               [this, dock, details, i] {
                 if (dock->isHidden()) {
                   dock->show();
                   resizeDocks({dock}, {360}, Qt::Horizontal);
                   resizeDocks({dock, details}, {600, 200}, Qt::Vertical);
                 }
                 dock->raise();
                 lessons_->start(i);
               });
}

}  // namespace repetend::gui
