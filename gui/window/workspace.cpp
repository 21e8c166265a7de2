#include "gui/window/workspace.hpp"

#include <QDockWidget>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

#include "gui/chart/data/words.hpp"
#include "gui/lessons/lesson_panel.hpp"
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
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

// Unlike Qt's own title it follows the size of text. Dragging and double-clicking are the dock's.
QWidget* panel_title(QDockWidget& dock) {
  auto* title = new QWidget(&dock);
  auto* row = new QHBoxLayout(title);
  constexpr int beside = 6, above = 2;
  row->setContentsMargins(beside, above, above, above);
  auto* words = new QLabel(QString("<b>%1</b>").arg(dock.windowTitle().toHtmlEscaped()));
  words->setToolTip(
      Workspace::tr("Drag to another side, double-click to take it out of the window or put it back"));
  row->addWidget(words, 1);
  auto* close = new QToolButton;
  close->setText("\u00d7");
  close->setAutoRaise(true);
  close->setToolTip(Workspace::tr("Close; View > Panels brings it back"));
  close->setAccessibleName(Workspace::tr("Close %1").arg(dock.windowTitle()));
  QObject::connect(close, &QToolButton::clicked, &dock, &QDockWidget::close);
  row->addWidget(close);
  return title;
}

QTableView* block_table(Session& session) {
  auto* table = new QTableView;
  table->setModel(new BlockModel(session, table));
  table->setFrameShape(QFrame::NoFrame);
  table->setShowGrid(false);
  table->setTabKeyNavigation(false);
  table->setAccessibleName(Workspace::tr("Blocks and what they cost"));
  table->verticalHeader()->hide();
  table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  return table;
}

}  // namespace

Workspace::Workspace(QMainWindow& w)
    : window(w),
      session(*new Session(&w)),
      banner(*new Banner),
      chart(*new GanttView),
      play(*new PlayBar(chart)),
      metrics(*new MetricsModel(session, &w)),
      table(*new MetricsTable(metrics)),
      editor(*new TextEditor(session)),
      curve(*new Curve(session)),
      lessons(*new LessonPanel(session, chart)),
      find(*new QLineEdit),
      panels(*new QMenu(tr("&Panels"), &w)) {
  fill_middle();
  add_panels();
  find.setObjectName("find");
  find.setAccessibleName(tr("Find in the charts"));
  find.setPlaceholderText(tr("find: B3, 5 or B3@5"));
  find.setToolTip(tr("A block, a micro-batch, or both: Return goes to the next one (Ctrl+F)"));
  find.setClearButtonEnabled(true);
}

void Workspace::fill_middle() {
  auto* middle = new QWidget;
  auto* column = new QVBoxLayout(middle);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  chart.setFrameShape(QFrame::NoFrame);
  column->addWidget(&banner);
  column->addWidget(&chart, 1);
  column->addWidget(&play);
  column->addWidget(new Minimap(chart));
  window.setCentralWidget(middle);
}

QDockWidget* Workspace::add_panel(const QString& name, const QString& title, QWidget* widget,
                                  Qt::DockWidgetArea area) {
  auto* dock = new QDockWidget(title, &window);
  dock->setObjectName(name);
  dock->setTitleBarWidget(panel_title(*dock));
  dock->setWidget(widget);
  window.addDockWidget(area, dock);
  panels.addAction(dock->toggleViewAction());
  return dock;
}

void Workspace::add_panels() {
  constexpr auto left = Qt::LeftDockWidgetArea, right = Qt::RightDockWidgetArea;
  window.setTabPosition(left, QTabWidget::North);
  window.setDockNestingEnabled(true);
  window.setCorner(Qt::BottomLeftCorner, left);
  window.setCorner(Qt::BottomRightCorner, right);
  auto* scenario = add_panel("scenario", tr("Scenario"), new ScenarioPanel(session), left);
  auto* schedules = add_panel("schedules", tr("Schedules"), new ScheduleChooser(session), left);
  auto* blocks = add_panel("blocks", tr("Blocks"), block_table(session), left);
  auto* text = add_panel("text", tr("Text"), &editor, left);
  window.tabifyDockWidget(scenario, schedules);
  window.tabifyDockWidget(schedules, blocks);
  window.tabifyDockWidget(blocks, text);
  scenario->raise();
  auto* numbers = add_panel("metrics", tr("Metrics"), &table, Qt::BottomDockWidgetArea);
  details_panel_ = add_panel("details", tr("Details"), new Details(chart), right);
  auto* progress = add_panel("curve", tr("Bound and best"), &curve, right);
  window.resizeDocks({scenario, details_panel_}, {300, 260}, Qt::Horizontal);
  window.resizeDocks({details_panel_, progress}, {600, 180}, Qt::Vertical);
  window.resizeDocks({numbers}, {160}, Qt::Vertical);
  lesson_panel_ = add_panel("lessons", tr("Lesson"), &lessons, right);
  window.splitDockWidget(lesson_panel_, details_panel_, Qt::Vertical);  // above it, and both above the curve
  window.splitDockWidget(details_panel_, progress, Qt::Vertical);
  lesson_panel_->hide();
}

void Workspace::show_lesson() {
  if (lesson_panel_->isHidden()) {
    lesson_panel_->show();
    window.resizeDocks({lesson_panel_}, {360}, Qt::Horizontal);
    window.resizeDocks({lesson_panel_, details_panel_}, {600, 200}, Qt::Vertical);
  }
  lesson_panel_->raise();
}

void Workspace::find_next() {
  if (find.text().isEmpty()) return;
  if (chart.find(find.text()))
    banner.hide_message();
  else
    banner.show_message(tr("No instance is called %1; try B3, 5 or B3@5").arg(find.text()), false);
}

void Workspace::change_style(const std::function<void(ChartStyle&)>& change) {
  ChartStyle style = chart.style();
  change(style);
  chart.set_style(style);
}

std::size_t Workspace::current_plan() const {
  if (const auto selected = chart.selection()) return selected->plan;
  const QModelIndex row = table.currentIndex();
  for (std::size_t plan = 0; row.isValid() && plan < session.plans().size(); ++plan)
    if (session.row_of(plan).key == metrics.row(row.row()).key) return plan;
  return 0;
}

QString Workspace::plan_title(std::size_t plan) const { return text(session.plans()[plan]->title); }

bool Workspace::attempt(const std::function<void()>& act) const {
  try {
    act();
    return true;
  } catch (const RequestError& error) {
    banner.show_message(QString::fromUtf8(error.what()), false);
    return false;
  }
}

}  // namespace repetend::gui
