#include "gui/window/panel_title.hpp"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace repetend::gui {

PanelTitle::PanelTitle(QDockWidget& dock) : QWidget(&dock) {
  auto* row = new QHBoxLayout(this);
  constexpr int beside = 6, above = 2;
  row->setContentsMargins(beside, above, above, above);
  auto* title = new QLabel(QStringLiteral("<b>%1</b>").arg(dock.windowTitle().toHtmlEscaped()));
  title->setToolTip(tr("Drag to another side, double-click to take it out of the window or put it back"));
  row->addWidget(title, 1);
  auto* close = new QToolButton;
  close->setText(QStringLiteral("\u00d7"));
  close->setAutoRaise(true);
  close->setToolTip(tr("Close; View > Panels brings it back"));
  close->setAccessibleName(tr("Close %1").arg(dock.windowTitle()));
  connect(close, &QToolButton::clicked, &dock, &QDockWidget::close);
  row->addWidget(close);
}

}  // namespace repetend::gui
