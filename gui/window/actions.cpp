// Menus and keys. The charts' own keys (W, S, A, D, F, M, comma and dot) work where a chart has the focus.
#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenuBar>

#include "gui/export/table_text.hpp"
#include "gui/panels/banner.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/shortcuts.hpp"

namespace repetend::gui {

QAction* MainWindow::add_action(QMenu* menu, const QString& text, const QKeySequence& keys,
                                const QString& tip, std::function<void()> act) {
  QAction* action = menu->addAction(text);
  action->setShortcut(keys);
  action->setToolTip(tip);
  action->setStatusTip(tip);
  connect(action, &QAction::triggered, this, [act = std::move(act)] { act(); });
  return action;
}

QAction* MainWindow::add_switch(QMenu* menu, const QString& text, const QKeySequence& keys,
                                const QString& tip, bool ChartStyle::*flag) {
  QAction* action = menu->addAction(text);
  action->setCheckable(true);
  action->setShortcut(keys);
  action->setToolTip(tip);
  action->setStatusTip(tip);
  connect(action, &QAction::toggled, this,
          [this, flag](bool on) { change_style([&](ChartStyle& style) { style.*flag = on; }); });
  action->setChecked(chart_->style().*flag);
  connect(chart_, &GanttView::style_changed, action,
          [this, action, flag] { action->setChecked(chart_->style().*flag); });
  tools_ << action;
  return action;
}

void MainWindow::make_actions() {
  make_file_menu();
  make_edit_menu();
  make_view_menu();
  make_plan_menu();
  make_play_menu();
  make_learn_menu();
  make_help_menu();
  make_toolbar();
}

void MainWindow::make_file_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&File"));
  QAction* open = add_action(
      menu, tr("&Open ..."), QKeySequence::Open,
      tr("A scenario, or a plan that search made: a plan is shown beside what its problem gets today"),
      [this] { ask_open(); });
  add_action(menu, tr("Put a &plan beside these ..."), QKeySequence(tr("Ctrl+Shift+O")),
             tr("Show another plan under the charts that are here; the scenario stays"),
             [this] { ask_add_plan(); });
  QAction* examples =
      add_action(menu, tr("&Examples ..."), QKeySequence(tr("Ctrl+G")),
                 tr("Scenarios and lessons that come with the program"), [this] { show_gallery(); });
  open->setIconText(tr("Open"));
  examples->setIconText(tr("Examples"));
  tools_ << open << examples << nullptr;
  QMenu* recent = menu->addMenu(tr("&Recent files"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] { fill_recent(recent); });
  menu->addSeparator();
  add_action(menu, tr("&Save scenario"), QKeySequence::Save,
             tr("Write the scenario as it is in the text panel"), [this] { save(); });
  add_action(menu, tr("Save scenario &as ..."), QKeySequence(tr("Ctrl+Shift+S")),
             tr("Write the scenario to another file"), [this] { save_as(); });
  add_action(menu, tr("Save p&lan ..."), QKeySequence(tr("Ctrl+Alt+S")),
             tr("Write the selected plan as JSON: orders and times, for other tools and for later"),
             [this] { save_plan(); });
  make_export_menu(menu->addMenu(tr("Expor&t as a picture")));
  menu->addSeparator();
  add_action(menu, tr("&Quit"), QKeySequence::Quit, tr("Close; the next start brings all of this back"),
             [this] { close(); });
}

void MainWindow::make_edit_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Edit"));
  QAction* undo = session_->undo().createUndoAction(this, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = session_->undo().createRedoAction(this, tr("&Redo"));
  redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
  menu->addAction(undo);
  menu->addAction(redo);
  undo->setIconText(tr("Undo"));  // the texts say what, and change
  redo->setIconText(tr("Redo"));
  tools_ << undo << redo << nullptr;
  menu->addSeparator();
  add_action(menu, tr("&Find ..."), QKeySequence::Find, tr("Find a block or a micro-batch in the charts"),
             [this] {
               find_->setFocus(Qt::ShortcutFocusReason);
               find_->selectAll();
             });
  menu->addSeparator();
  add_action(menu, tr("Copy metrics as &Markdown"), QKeySequence(tr("Ctrl+Shift+M")),
             tr("The table of metrics at full precision, for a report"), [this] { copy_table(true); });
  add_action(menu, tr("Copy metrics as &CSV"), QKeySequence(tr("Ctrl+Shift+C")),
             tr("The table of metrics at full precision, for a spreadsheet"), [this] { copy_table(false); });
}

void MainWindow::make_view_menu() {
  QMenu* menu = view_menu_ = menuBar()->addMenu(tr("&View"));
  add_switch(menu, tr("&Transfers"), QKeySequence(tr("Ctrl+1")),
             tr("A thin row for every link that carries data"), &ChartStyle::transfers);
  add_switch(menu, tr("&Memory"), QKeySequence(tr("Ctrl+2")),
             tr("Each device's memory over time, and its limit"), &ChartStyle::memory);
  add_switch(menu, tr("&Critical path"), QKeySequence(tr("Ctrl+3")),
             tr("The chain of work that decides how long all of it takes"), &ChartStyle::critical_path);
  add_switch(menu, tr("&Bubbles by cause"), QKeySequence(tr("Ctrl+4")),
             tr("Tint idle time by why the device waits"), &ChartStyle::bubbles)
      ->setIconText(tr("Bubbles"));
  QMenu* colours = menu->addMenu(tr("C&olour by"));
  auto* group = new QActionGroup(this);
  const QStringList choices{tr("&Micro-batch"), tr("&Stage"), tr("&Kind of block")};
  for (int i = 0; i < choices.size(); ++i) {
    QAction* action = add_action(
        colours, choices[i], QKeySequence(tr("Ctrl+Shift+%1").arg(i + 1)),
        tr("What the colours of the blocks tell"), [this, i] {
          change_style([i](ChartStyle& style) { style.colour_by = static_cast<ChartStyle::ColourBy>(i); });
        });
    action->setCheckable(true);
    const auto check = [this, action, i] {
      action->setChecked(i == static_cast<int>(chart_->style().colour_by));
    };
    check();
    connect(chart_, &GanttView::style_changed, action, check);
    group->addAction(action);
  }
  menu->addSeparator();
  QMenu* themes = menu->addMenu(tr("T&heme"));
  for (const auto& [theme, name] :
       {std::pair(Theme::system, tr("&System")), {Theme::light, tr("&Light")}, {Theme::dark, tr("&Dark")}}) {
    QAction* action = add_action(themes, name, {}, tr("Light or dark; System follows the desktop"),
                                 [this, theme = theme] { set_theme(theme); });
    action->setCheckable(true);
    const auto check = [this, action, theme = theme] { action->setChecked(theme == theme_); };
    check();
    connect(this, &MainWindow::appearance_changed, action, check);
  }
  constexpr qreal step = 1.1;
  add_action(menu, tr("&Larger text"), QKeySequence::ZoomIn, tr("Everything written, larger"), [this] {
    set_font_scale(font_scale_ * step);
  })->setShortcuts({QKeySequence::ZoomIn, QKeySequence(tr("Ctrl+="))});
  add_action(menu, tr("S&maller text"), QKeySequence::ZoomOut, tr("Everything written, smaller"),
             [this] { set_font_scale(font_scale_ / step); });
  add_action(menu, tr("&Normal text"), QKeySequence(tr("Ctrl+0")), tr("Text in the desktop's size"),
             [this] { set_font_scale(1); });
  menu->addSeparator();
  menu->addMenu(panels_menu_);
}

void MainWindow::make_plan_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Plan"));
  QMenu* reference = menu->addMenu(tr("&Compare with"));
  reference->setToolTip(tr("What each plan saves against this one, by device and cause"));
  connect(reference, &QMenu::aboutToShow, this, [this, reference] {
    reference->clear();
    reference->addAction(tr("&nothing"), this,
                         [this] { change_style([](ChartStyle& s) { s.reference.reset(); }); });
    for (std::size_t i = 0; i < session_->plans().size(); ++i)
      reference->addAction(plan_title(i), this,
                           [this, i] { change_style([i](ChartStyle& s) { s.reference = i; }); });
  });
  add_action(menu, tr("C&lose plan"), QKeySequence(tr("Ctrl+W")),
             tr("Take the selected plan, one that was opened, from beside the others"),
             [this] { close_plan(); });
  add_action(menu, tr("&Reset orders"), QKeySequence(tr("Ctrl+R")),
             tr("Give the selected plan back the orders that its schedule makes, without the moves by hand"),
             [this] { reset_orders(); });
  QAction* cancel =
      add_action(menu, tr("Stop &improving"), QKeySequence(tr("Ctrl+.")),
                 tr("End the search; the best plan it has found stays"), [this] { session_->cancel(); });
  cancel->setEnabled(false);
  connect(session_, &Session::busy_changed, cancel, &QAction::setEnabled);
}

void MainWindow::make_help_menu() {
  QMenu* menu = menuBar()->addMenu(tr("&Help"));
  add_action(menu, tr("&Keys"), QKeySequence(Qt::Key_Question), tr("All keys, also of the charts"),
             [this] { show_keys(); });
  add_action(menu, tr("&About Repetend"), {}, tr("Version and licence"), [this] { show_about(); });
}

void MainWindow::close_plan() {
  if (session_->plans().empty()) return;
  const std::size_t plan = current_plan();
  if (session_->is_opened(plan)) return session_->close_plan(plan);
  banner_->show_message(
      tr("%1 was not opened from a file: the Schedules panel chooses what is compared").arg(plan_title(plan)),
      false);
}

void MainWindow::reset_orders() {
  if (session_->plans().empty()) return;
  const std::size_t plan = current_plan();
  if (session_->is_edited(plan)) return session_->reset_orders(plan);
  banner_->show_message(tr("%1 has no orders made by hand").arg(plan_title(plan)), false);
}

void MainWindow::copy_table(bool markdown) {
  QApplication::clipboard()->setText(markdown ? table_markdown(session_->rows())
                                              : table_csv(session_->rows()));
}

}  // namespace repetend::gui
