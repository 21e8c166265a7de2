// Lessons and examples: their panel, folded away until a lesson is chosen, their menu and their gallery.
#include <QDockWidget>
#include <QMenuBar>

#include "gui/lessons/lesson_panel.hpp"
#include "gui/panels/gallery.hpp"
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
               [this, i] { start_lesson(i); });
}

void MainWindow::start_lesson(std::size_t lesson) {
  auto* dock = findChild<QDockWidget*>(QStringLiteral("lessons"));
  if (dock->isHidden()) {
    dock->show();
    resizeDocks({dock}, {360}, Qt::Horizontal);
    resizeDocks({dock, findChild<QDockWidget*>(QStringLiteral("details"))}, {600, 200}, Qt::Vertical);
  }
  dock->raise();
  lessons_->start(lesson);
}

Gallery& MainWindow::show_gallery() {
  if (!gallery_) {
    gallery_ = new Gallery(examples(QStringLiteral(":/scenarios"), lessons_->lessons()), this);
    gallery_->set_dark(is_dark(theme_));
    connect(this, &MainWindow::appearance_changed, gallery_, &Gallery::set_dark);
    connect(gallery_, &Gallery::chosen, this, [this](const Example& example) {
      example.lesson ? start_lesson(*example.lesson) : open_example(example.resource);
    });
  }
  gallery_->show();
  gallery_->raise();
  return *gallery_;
}

}  // namespace repetend::gui
