// The player: its bar between the charts and the minimap, and its menu.
#include <QMenuBar>
#include <QShortcut>
#include <QToolBar>

#include "gui/play/play_bar.hpp"
#include "gui/window/main_window.hpp"

namespace repetend::gui {

void MainWindow::make_play_menu() {
  QMenu* menu = menuBar()->addMenu(tr("Pla&y"));
  menu->addActions(play_->actions());
  menu->addSeparator();
  add_action(menu, tr("Fas&ter"), QKeySequence(tr("Ctrl+>")), tr("Let the playhead move faster"),
             [this] { play_->player().change_speed(1); });
  add_action(menu, tr("S&lower"), QKeySequence(tr("Ctrl+<")), tr("Let the playhead move slower"),
             [this] { play_->player().change_speed(-1); });
  auto* space = new QShortcut(QKeySequence(Qt::Key_Space), chart_, nullptr, nullptr, Qt::WidgetShortcut);
  connect(space, &QShortcut::activated, play_->play_action(), &QAction::trigger);
  connect(this, &MainWindow::appearance_changed, play_, &PlayBar::set_dark);
}

}  // namespace repetend::gui
