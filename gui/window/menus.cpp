#include "gui/window/menus.hpp"

#include <QActionGroup>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QShortcut>
#include <QToolBar>

#include "gui/export/picture.hpp"
#include "gui/lessons/lesson_panel.hpp"
#include "gui/panels/banner.hpp"
#include "gui/panels/curve.hpp"
#include "gui/panels/metrics_text.hpp"
#include "gui/play/play_bar.hpp"
#include "gui/window/main_window.hpp"
#include "gui/window/shortcuts.hpp"

namespace repetend::gui {

Menus::Menus(MainWindow& window, Workspace& work, Files& files, Appearance& appearance)
    : window_(window), work_(work), files_(files), appearance_(appearance) {
  add_file_menu();
  add_edit_menu();
  add_view_menu();
  add_plan_menu();
  add_play_menu();
  add_learn_menu();
  add_help_menu();
  add_toolbar();
}

QMenu& Menus::add_menu(const QString& title) { return *window_.menuBar()->addMenu(title); }

QAction* Menus::add(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                    std::function<void()> act) {
  QAction* action = menu.addAction(text);
  action->setShortcut(keys);
  action->setToolTip(tip);
  action->setStatusTip(tip);
  QObject::connect(action, &QAction::triggered, &window_, [act = std::move(act)] { act(); });
  return action;
}

// The action is ticked while it is what is chosen, in the style of the charts or in the appearance.
QAction* Menus::add_choice(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                           std::function<void()> act, std::function<bool()> chosen) {
  QAction* action = add(menu, text, keys, tip, std::move(act));
  action->setCheckable(true);
  const auto tick = [action, chosen = std::move(chosen)] { action->setChecked(chosen()); };
  tick();
  QObject::connect(&work_.chart, &GanttView::style_changed, action, tick);
  QObject::connect(&appearance_, &Appearance::changed, action, tick);
  return action;
}

QAction* Menus::add_switch(QMenu& menu, const QString& text, const QKeySequence& keys, const QString& tip,
                           bool ChartStyle::*flag) {
  const auto turn = [this, flag] {
    work_.change_style([flag](ChartStyle& style) { style.*flag = !(style.*flag); });
  };
  return add_choice(menu, text, keys, tip, turn, [this, flag] { return work_.chart.style().*flag; });
}

void Menus::add_file_menu() {
  QMenu& menu = add_menu(tr("&File"));
  QAction* open =
      add(menu, tr("&Open ..."), QKeySequence::Open,
          tr("A scenario, or a plan that search made: a plan is shown beside what its problem gets today"),
          [this] { files_.ask_open(); });
  add(menu, tr("Put a &plan beside these ..."), tr("Ctrl+Shift+O"),
      tr("Show another plan under the charts that are here; the scenario stays"),
      [this] { files_.ask_add_plan(); });
  QAction* examples =
      add(menu, tr("&Examples ..."), tr("Ctrl+G"), tr("Scenarios and lessons that come with the program"),
          [this] { window_.show_gallery(); });
  open->setIconText(tr("Open"));
  examples->setIconText(tr("Examples"));
  tools_ << open << examples << nullptr;
  QMenu* recent = menu.addMenu(tr("&Recent files"));
  QObject::connect(recent, &QMenu::aboutToShow, recent, [this, recent] { files_.fill_recent(*recent); });
  menu.addSeparator();
  add(menu, tr("&Save scenario"), QKeySequence::Save, tr("Write the scenario as it is in the text panel"),
      [this] { files_.save_scenario(); });
  add(menu, tr("Save scenario &as ..."), tr("Ctrl+Shift+S"), tr("Write the scenario to another file"),
      [this] { files_.save_scenario_as(); });
  add(menu, tr("Save p&lan ..."), tr("Ctrl+Alt+S"),
      tr("Write the selected plan as JSON: orders and times, for other tools and for later"),
      [this] { files_.save_plan(); });
  add_export_menu(*menu.addMenu(tr("Expor&t as a picture")));
  menu.addSeparator();
  add(menu, tr("&Quit"), QKeySequence::Quit, tr("Close; the next start brings all of this back"),
      [this] { window_.close(); });
}

void Menus::add_export_menu(QMenu& menu) {
  const auto add_export = [&](const QString& text, const QString& keys, const QString& tip,
                              std::function<void(const QString&)> write) {
    add(menu, text, QKeySequence(keys), tip,
        [this, name = QString(text).remove('&'), write = std::move(write)] {
          files_.export_picture(name.toLower(), write);
        });
  };
  add_export(tr("&Charts"), tr("Ctrl+E"), tr("All plans from beginning to end"),
             [this](const QString& file) { files_.export_charts(file); });
  add_export(tr("Charts as &seen"), tr("Ctrl+Shift+E"), tr("The part of the charts that is in sight now"),
             [this](const QString& file) { write_picture(file, work_.chart); });
  add_export(tr("&Metrics"), {}, tr("The table of metrics"),
             [this](const QString& file) { files_.export_table(file); });
  add_export(tr("&Bound and best"), {}, tr("The search's progress"),
             [this](const QString& file) { write_picture(file, work_.curve); });
  add_export(tr("The &window"), {}, tr("All of this window"),
             [this](const QString& file) { write_picture(file, window_); });
}

void Menus::add_edit_menu() {
  QMenu& menu = add_menu(tr("&Edit"));
  QAction* undo = work_.session.undo().createUndoAction(&window_, tr("&Undo"));
  undo->setShortcut(QKeySequence::Undo);
  QAction* redo = work_.session.undo().createRedoAction(&window_, tr("&Redo"));
  redo->setShortcuts({QKeySequence(tr("Ctrl+Shift+Z")), QKeySequence(tr("Ctrl+Y"))});
  menu.addAction(undo);
  menu.addAction(redo);
  undo->setIconText(tr("Undo"));  // the texts say what, and change
  redo->setIconText(tr("Redo"));
  tools_ << undo << redo << nullptr;
  menu.addSeparator();
  add(menu, tr("&Find ..."), QKeySequence::Find, tr("Find a block or a micro-batch in the charts"), [this] {
    work_.find.setFocus(Qt::ShortcutFocusReason);
    work_.find.selectAll();
  });
  menu.addSeparator();
  add(menu, tr("Copy metrics as &Markdown"), tr("Ctrl+Shift+M"),
      tr("The table of metrics at full precision, for a report"), [this] { copy_table(true); });
  add(menu, tr("Copy metrics as &CSV"), tr("Ctrl+Shift+C"),
      tr("The table of metrics at full precision, for a spreadsheet"), [this] { copy_table(false); });
}

void Menus::add_view_menu() {
  QMenu& menu = add_menu(tr("&View"));
  // All but the lanes are also tools above the charts: those have a place to click there already.
  tools_ << add_switch(menu, tr("&Transfers"), tr("Ctrl+1"),
                       tr("A thin row for every link that carries data"), &ChartStyle::transfers);
  tools_ << add_switch(menu, tr("&Memory"), tr("Ctrl+2"),
                       tr("Each device's memory and other pools over time, and their limits"),
                       &ChartStyle::memory);
  tools_ << add_switch(menu, tr("&Critical path"), tr("Ctrl+3"),
                       tr("The chain of work that decides how long all of it takes"),
                       &ChartStyle::critical_path);
  QAction* bubbles = add_switch(menu, tr("&Bubbles by cause"), tr("Ctrl+4"),
                                tr("Tint idle time by why the device waits"), &ChartStyle::bubbles);
  bubbles->setIconText(tr("Bubbles"));
  tools_ << bubbles;
  add_switch(menu, tr("L&anes"), tr("Ctrl+5"),
             tr("What devices do besides computing, and machines of no device: a row each"),
             &ChartStyle::lanes);
  add_colour_menu(*menu.addMenu(tr("C&olour by")));
  menu.addSeparator();
  add_text_and_theme(menu);
  menu.addSeparator();
  menu.addMenu(&work_.panels);
}

void Menus::add_colour_menu(QMenu& menu) {
  auto* group = new QActionGroup(&window_);
  const QStringList choices{tr("&Micro-batch"), tr("&Stage"), tr("&Kind of block")};
  for (int i = 0; i < choices.size(); ++i) {
    const auto by = static_cast<ChartStyle::ColourBy>(i);
    group->addAction(add_choice(
        menu, choices[i], QKeySequence(tr("Ctrl+Shift+%1").arg(i + 1)),
        tr("What the colours of the blocks tell"),
        [this, by] { work_.change_style([by](ChartStyle& style) { style.colour_by = by; }); },
        [this, by] { return work_.chart.style().colour_by == by; }));
  }
}

void Menus::add_text_and_theme(QMenu& menu) {
  QMenu& themes = *menu.addMenu(tr("T&heme"));
  for (const auto& [theme, name] :
       {std::pair(Theme::system, tr("&System")), {Theme::light, tr("&Light")}, {Theme::dark, tr("&Dark")}})
    add_choice(
        themes, name, {}, tr("Light or dark; System follows the desktop"),
        [this, theme = theme] { appearance_.set_theme(theme); },
        [this, theme = theme] { return appearance_.theme() == theme; });
  constexpr qreal step = 1.1;
  add(menu, tr("&Larger text"), QKeySequence::ZoomIn, tr("Everything written, larger"), [this] {
    appearance_.set_font_scale(appearance_.font_scale() * step);
  })->setShortcuts({QKeySequence::ZoomIn, QKeySequence(tr("Ctrl+="))});
  add(menu, tr("S&maller text"), QKeySequence::ZoomOut, tr("Everything written, smaller"),
      [this] { appearance_.set_font_scale(appearance_.font_scale() / step); });
  add(menu, tr("&Normal text"), tr("Ctrl+0"), tr("Text in the desktop's size"),
      [this] { appearance_.set_font_scale(1); });
}

void Menus::add_plan_menu() {
  QMenu& menu = add_menu(tr("&Plan"));
  QMenu* reference = menu.addMenu(tr("&Compare with"));
  reference->setToolTip(tr("What each plan saves against this one, by device and cause"));
  QObject::connect(reference, &QMenu::aboutToShow, reference,
                   [this, reference] { fill_references(*reference); });
  add(menu, tr("C&lose plan"), tr("Ctrl+W"),
      tr("Take the selected plan, one that was opened, from beside the others"), [this] { close_plan(); });
  add(menu, tr("&Reset orders"), tr("Ctrl+R"),
      tr("Give the selected plan back the orders that its schedule makes, without the moves by hand"),
      [this] { reset_orders(); });
  QAction* cancel =
      add(menu, tr("Stop &improving"), tr("Ctrl+."), tr("End the search; the best plan it has found stays"),
          [this] { work_.session.cancel(); });
  cancel->setEnabled(false);
  QObject::connect(&work_.session, &Session::busy_changed, cancel, &QAction::setEnabled);
}

void Menus::fill_references(QMenu& menu) {
  menu.clear();
  const auto refer_to = [this](std::optional<std::size_t> plan) {
    work_.change_style([plan](ChartStyle& style) { style.reference = plan; });
  };
  menu.addAction(tr("&nothing"), &window_, [refer_to] { refer_to({}); });
  for (std::size_t i = 0; i < work_.session.plans().size(); ++i)
    menu.addAction(work_.plan_title(i), &window_, [refer_to, i] { refer_to(i); });
}

void Menus::add_play_menu() {
  QMenu& menu = add_menu(tr("Pla&y"));
  menu.addActions(work_.play.actions());
  menu.addSeparator();
  add(menu, tr("Fas&ter"), tr("Ctrl+>"), tr("Let the playhead move faster"),
      [this] { work_.play.player().change_speed(1); });
  add(menu, tr("S&lower"), tr("Ctrl+<"), tr("Let the playhead move slower"),
      [this] { work_.play.player().change_speed(-1); });
  auto* space =
      new QShortcut(QKeySequence(Qt::Key_Space), &work_.chart, nullptr, nullptr, Qt::WidgetShortcut);
  QObject::connect(space, &QShortcut::activated, work_.play.play_action(), &QAction::trigger);
}

void Menus::add_learn_menu() {
  QMenu& menu = add_menu(tr("&Learn"));
  const auto& lessons = work_.lessons.lessons();
  for (std::size_t i = 0; i < lessons.size(); ++i)
    add(menu, QString::fromStdString(lessons[i].title), {}, QString::fromStdString(lessons[i].summary),
        [this, i] { window_.start_lesson(i); });
}

void Menus::add_help_menu() {
  QMenu& menu = add_menu(tr("&Help"));
  add(menu, tr("&Keys"), QKeySequence(Qt::Key_Question), tr("All keys, also of the charts"),
      [this] { show_keys(); });
  add(menu, tr("&About Repetend"), {}, tr("Version and licence"), [this] { show_about(); });
}

void Menus::add_toolbar() {
  auto* bar = window_.addToolBar(tr("Tools"));
  bar->setObjectName("tools");
  bar->setMovable(false);
  bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  for (QAction* tool : tools_)
    if (tool)
      bar->addAction(tool);
    else
      bar->addSeparator();
  bar->addSeparator();
  bar->addAction(work_.play.play_action());
  auto* space = new QWidget;
  space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
  bar->addWidget(space);
  bar->addWidget(&work_.find);
}

void Menus::close_plan() {
  if (work_.session.plans().empty()) return;
  const std::size_t plan = work_.current_plan();
  if (work_.session.is_opened(plan)) return work_.session.close_plan(plan);
  work_.banner.show_message(tr("%1 was not opened from a file: the Schedules panel chooses what is compared")
                                .arg(work_.plan_title(plan)),
                            false);
}

void Menus::reset_orders() {
  if (work_.session.plans().empty()) return;
  const std::size_t plan = work_.current_plan();
  if (work_.session.is_edited(plan)) return work_.session.reset_orders(plan);
  work_.banner.show_message(tr("%1 has no orders made by hand").arg(work_.plan_title(plan)), false);
}

void Menus::copy_table(bool markdown) const {
  const auto& rows = work_.session.rows();
  QApplication::clipboard()->setText(markdown ? table_markdown(rows) : table_csv(rows));
}

// The dialog stands beside the window, so that the keys can be tried while they are read.
void Menus::show_keys() {
  if (auto* shown = window_.findChild<Shortcuts*>()) return shown->raise();
  auto* keys = new Shortcuts(*window_.menuBar(), &window_);
  keys->setAttribute(Qt::WA_DeleteOnClose);
  keys->show();
}

void Menus::show_about() {
  QMessageBox::about(&window_, tr("About Repetend"),
                     tr("<h3>Repetend %1</h3><p>Schedules for training and serving large neural networks: "
                        "searched, simulated, explained.</p><p>Made with Qt %2.</p>")
                         .arg(QApplication::applicationVersion(), qVersion()));
}

}  // namespace repetend::gui
