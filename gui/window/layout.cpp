// The panels and where they stand at first.
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

#include "gui/panels/banner.hpp"
#include "gui/panels/block_model.hpp"
#include "gui/panels/curve.hpp"
#include "gui/panels/details.hpp"
#include "gui/panels/metrics_table.hpp"
#include "gui/panels/scenario_panel.hpp"
#include "gui/panels/schedule_chooser.hpp"
#include "gui/panels/text_editor.hpp"
#include "gui/play/play_bar.hpp"
#include "gui/view/minimap.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/panel_title.hpp"

namespace repetend::gui {

void MainWindow::make_views() {
  auto* middle = new QWidget;
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  banner_ = new Banner;
  chart_ = new GanttView;
  chart_->setFrameShape(QFrame::NoFrame);
  column->addWidget(banner_);
  column->addWidget(chart_, 1);
  column->addWidget(play_ = new PlayBar(*chart_));
  column->addWidget(new Minimap(*chart_));
  setCentralWidget(middle);
}

QDockWidget* MainWindow::add_panel(const QString& name, const QString& title, QWidget* widget,
                                   Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, this);
  dock->setObjectName(name);
  dock->setTitleBarWidget(new PanelTitle(*dock));
  dock->setWidget(widget);
  addDockWidget(area, dock);
  if (!panels_menu_) panels_menu_ = new QMenu(tr("&Panels"), this);
  panels_menu_->addAction(dock->toggleViewAction());
  return dock;
}

QTableView* MainWindow::make_block_table() {
  auto* table = new QTableView;
  table->setModel(new BlockModel(*session_, table));
  table->setFrameShape(QFrame::NoFrame);
  table->setShowGrid(false);
  table->setTabKeyNavigation(false);
  table->setAccessibleName(tr("Blocks and what they cost"));
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  return table;
}

void MainWindow::make_panels() {
  setTabPosition(Qt::LeftDockWidgetArea, QTabWidget::North);
  setDockNestingEnabled(true);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  model_ = new MetricsModel(*session_, this);
  table_ = new MetricsTable(*model_);
  editor_ = new TextEditor(*session_);
  curve_ = new Curve(*session_);
  auto* scenario = add_panel(QStringLiteral("scenario"), tr("Scenario"), new ScenarioPanel(*session_),
                             Qt::LeftDockWidgetArea);
  auto* schedules = add_panel(QStringLiteral("schedules"), tr("Schedules"), new ScheduleChooser(*session_),
                              Qt::LeftDockWidgetArea);
  auto* blocks =
      add_panel(QStringLiteral("blocks"), tr("Blocks"), make_block_table(), Qt::LeftDockWidgetArea);
  auto* text = add_panel(QStringLiteral("text"), tr("Text"), editor_, Qt::LeftDockWidgetArea);
  tabifyDockWidget(scenario, schedules);
  tabifyDockWidget(schedules, blocks);
  tabifyDockWidget(blocks, text);
  scenario->raise();
  auto* metrics = add_panel(QStringLiteral("metrics"), tr("Metrics"), table_, Qt::BottomDockWidgetArea);
  auto* details =
      add_panel(QStringLiteral("details"), tr("Details"), new Details(*chart_), Qt::RightDockWidgetArea);
  auto* curve = add_panel(QStringLiteral("curve"), tr("Bound and best"), curve_, Qt::RightDockWidgetArea);
  resizeDocks({scenario, details}, {300, 260}, Qt::Horizontal);
  resizeDocks({details, curve}, {600, 180}, Qt::Vertical);
  resizeDocks({metrics}, {160}, Qt::Vertical);
}

void MainWindow::make_status() {
  title_ = new QLabel;
  errors_ = new QLabel;
  results_ = new QLabel;
  for (QLabel* label : {title_, errors_, results_}) {
    label->setContentsMargins(8, 0, 8, 0);
    statusBar()->addPermanentWidget(label);
  }
  find_ = new QLineEdit;
  find_->setObjectName(QStringLiteral("find"));
  find_->setAccessibleName(tr("Find in the charts"));
  find_->setPlaceholderText(tr("find: B3, 5 or B3@5"));
  find_->setToolTip(tr("A block, a micro-batch, or both: Return goes to the next one (Ctrl+F)"));
  find_->setClearButtonEnabled(true);
}

}  // namespace repetend::gui
