// The tools above the charts: what is wanted most, in words.
#include <QLineEdit>
#include <QToolBar>

#include "gui/play/play_bar.hpp"
#include "gui/window/main_window.hpp"

namespace repetend::gui {

void MainWindow::make_toolbar() {
  auto* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  for (QAction* tool : tools_)
    if (tool)
      bar->addAction(tool);
    else
      bar->addSeparator();
  bar->addSeparator();
  bar->addAction(play_->play_action());
  auto* space = new QWidget;
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(space);
  bar->addWidget(find_);
}

}  // namespace repetend::gui
