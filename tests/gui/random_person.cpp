#include "tests/gui/random_person.hpp"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QSettings>
#include <QSlider>
#include <QTableView>
#include <QTextBlock>
#include <QTreeWidget>
#include <QWheelEvent>
#include <QtTest>
#include <iterator>

#include "gui/panels/field.hpp"
#include "gui/panels/text_editor.hpp"
#include "gui/play/play_bar.hpp"

namespace repetend::test {

RandomPerson::RandomPerson(gui::MainWindow& window, std::uint64_t seed, std::string folder)
    : window_(window), random_(seed), folder_(std::move(folder)) {
  constexpr int look_ms = 10;
  dialogs_.setInterval(look_ms);
  dialogs_.setSingleShot(true);
  QObject::connect(&dialogs_, &QTimer::timeout, [this] {
    dialogs_.start();  // first: answering a dialog may open another, which waits for an answer in there
    answer_dialog();
  });
  // Whatever is opened may be saved again: nothing but the folder's files, and none that other tests opened.
  QSettings().remove(QStringLiteral("recent"));
  for (const char* example : {"gpt-4.yaml", "uneven-4.yaml"})
    QFile::copy(QStringLiteral(REPETEND_SOURCE_DIR "/scenarios/") + example,
                QString::fromStdString(folder_) + example);
  dialogs_.start();
}

std::string RandomPerson::act() {
  struct Habit {
    const char* name;
    int weight;
    void (RandomPerson::*act)();
  };
  static constexpr Habit habits[] = {{"open an example", 2, &RandomPerson::open_example},
                                     {"use a menu", 8, &RandomPerson::use_menu},
                                     {"press a key in the chart", 20, &RandomPerson::press_in_chart},
                                     {"use the mouse in the chart", 16, &RandomPerson::use_mouse_in_chart},
                                     {"turn the wheel", 6, &RandomPerson::zoom_by_wheel},
                                     {"use a field", 10, &RandomPerson::use_field},
                                     {"edit the text", 6, &RandomPerson::edit_text},
                                     {"edit a block", 4, &RandomPerson::edit_block},
                                     {"choose a schedule", 4, &RandomPerson::choose_schedule},
                                     {"choose in a list", 4, &RandomPerson::choose_in_list},
                                     {"press a button", 10, &RandomPerson::press_button},
                                     {"undo or redo", 12, &RandomPerson::go_back_and_forth},
                                     {"play", 6, &RandomPerson::play},
                                     {"drop a file", 2, &RandomPerson::drop_file},
                                     {"type anywhere", 8, &RandomPerson::type_anywhere},
                                     {"resize the window", 1, &RandomPerson::resize}};
  constexpr int weights = [] {
    int sum = 0;
    for (const Habit& habit : habits) sum += habit.weight;
    return sum;
  }();
  int left = below(weights);
  const Habit* habit = habits;
  while (left >= habit->weight) left -= (habit++)->weight;
  (this->*habit->act)();
  return habit->name;
}

template <class Widget>
QList<Widget*> RandomPerson::visible() {
  QList<Widget*> result;
  for (Widget* widget : window_.findChildren<Widget*>())
    if (widget->isVisible() && widget->isEnabled()) result << widget;
  return result;
}

QPoint RandomPerson::somewhere(const QWidget& widget) {
  return {below(std::max(1, widget.width())), below(std::max(1, widget.height()))};
}

void RandomPerson::type(QWidget& widget, const QString& words) {
  QTest::keyClick(&widget, Qt::Key_A, Qt::ControlModifier);
  QTest::keyClicks(&widget, words);
  QTest::keyClick(&widget, Qt::Key_Return);
}

void RandomPerson::open_example() {
  const QStringList names = QDir(QStringLiteral(":/scenarios")).entryList({QStringLiteral("*.yaml")});
  window_.open_example(QStringLiteral(":/scenarios/") + any_of(names));
}

// Anything that any menu offers, but to quit.
void RandomPerson::use_menu() {
  QMenu* menu = any_of(window_.menuBar()->actions())->menu();
  while (menu) {
    menu->popup(window_.mapToGlobal(QPoint(40, 40)));
    QList<QAction*> choices;
    for (QAction* action : menu->actions())
      if (action->isEnabled() && action->isVisible() && !action->isSeparator() &&
          !action->text().contains(QStringLiteral("Quit")))
        choices << action;
    QAction* chosen = choices.isEmpty() ? nullptr : any_of(choices);
    if (chosen && !chosen->menu()) {
      menu->setActiveAction(chosen);
      QTest::keyClick(menu, Qt::Key_Return);
    }
    menu->close();
    menu = chosen ? chosen->menu() : nullptr;
  }
}

void RandomPerson::press_in_chart() {
  struct Key {
    Qt::Key key;
    Qt::KeyboardModifiers modifiers = Qt::NoModifier;
  };
  static constexpr Key keys[] = {{Qt::Key_W},
                                 {Qt::Key_S},
                                 {Qt::Key_A},
                                 {Qt::Key_D},
                                 {Qt::Key_Home},
                                 {Qt::Key_End},
                                 {Qt::Key_F},
                                 {Qt::Key_M},
                                 {Qt::Key_Period},
                                 {Qt::Key_Comma},
                                 {Qt::Key_Left},
                                 {Qt::Key_Right},
                                 {Qt::Key_Up},
                                 {Qt::Key_Down},
                                 {Qt::Key_Return},
                                 {Qt::Key_Escape},
                                 {Qt::Key_Space},
                                 {Qt::Key_Left, Qt::ControlModifier},
                                 {Qt::Key_Right, Qt::ControlModifier}};
  const Key key = any_of(keys);
  for (int times = below(4); times >= 0; --times) QTest::keyClick(&window_.chart(), key.key, key.modifiers);
}

void RandomPerson::use_mouse_in_chart() {
  QWidget* const charts = window_.chart().viewport();
  const Qt::KeyboardModifiers modifiers = below(3) == 0 ? Qt::ShiftModifier : Qt::NoModifier;
  const QPoint from = somewhere(*charts), to = somewhere(*charts);
  QTest::mouseMove(charts, from);
  if (below(3) == 0) return QTest::mouseClick(charts, Qt::LeftButton, modifiers, from);
  if (below(6) == 0) return QTest::mouseDClick(charts, Qt::LeftButton, modifiers, from);
  QTest::mousePress(charts, Qt::LeftButton, modifiers, from);
  for (const QPoint& point : {from + (to - from) / 3, to}) {
    QMouseEvent move(QEvent::MouseMove, point, charts->mapToGlobal(point), Qt::NoButton, Qt::LeftButton,
                     modifiers);
    QApplication::sendEvent(charts, &move);
  }
  if (below(5) == 0) QTest::keyClick(&window_.chart(), Qt::Key_Escape);
  QTest::mouseRelease(charts, Qt::LeftButton, modifiers, to);
}

void RandomPerson::zoom_by_wheel() {
  QWidget* const charts = window_.chart().viewport();
  const QPoint at = somewhere(*charts);
  const Qt::KeyboardModifiers modifiers[] = {Qt::NoModifier, Qt::ShiftModifier, Qt::ControlModifier};
  QWheelEvent event(at, charts->mapToGlobal(at), {}, {0, 120 * (below(9) - 4)}, Qt::NoButton,
                    any_of(modifiers), Qt::NoScrollPhase, false);
  QApplication::sendEvent(charts, &event);
}

void RandomPerson::use_field() {
  const auto fields = visible<gui::Field>();
  if (fields.isEmpty()) return;
  gui::Field& field = *any_of(fields);
  static constexpr Qt::Key keys[] = {Qt::Key_Left, Qt::Key_Right, Qt::Key_PageUp, Qt::Key_PageDown};
  static const QString values[] = {"3", "12", "0", "-1", "abc", "8 GiB", "1.5", "", "12ms", "0.5"};
  if (below(4) == 0) return type(field.edit(), any_of(values));
  const Qt::Key key = any_of(keys);
  for (int times = below(6); times >= 0; --times) {
    QTest::keyClick(&field.slider(), key);
    if (below(2) == 0) QTest::qWait(below(20));
  }
}

// Anywhere but where the number of micro-batches is: no digit more, and no run of hours.
void RandomPerson::edit_text() {
  const auto editors = visible<gui::TextEditor>();
  if (editors.isEmpty()) return;
  gui::TextEditor& editor = *editors.front();
  QTextCursor cursor = editor.textCursor();
  cursor.setPosition(below(std::max(1, editor.document()->characterCount())));
  if (cursor.block().text().contains(QStringLiteral("micro_batches"))) return;
  editor.setTextCursor(cursor);
  static const QString insertions[] = {":", "\"", "[",  "}",   " ",      "# ",
                                       "x", "- ", "ms", "gpu", "{a: b}", "\t"};
  switch (below(4)) {
    case 0:
      return QTest::keyClicks(&editor, any_of(insertions));
    case 1:
      for (int times = below(6); times >= 0; --times) QTest::keyClick(&editor, Qt::Key_Backspace);
      return;
    case 2:
      QTest::keyClick(&editor, Qt::Key_Home);
      QTest::keyClick(&editor, Qt::Key_End, Qt::ShiftModifier);
      return QTest::keyClick(&editor, Qt::Key_Delete);
    default:
      return QTest::keyClick(&editor, Qt::Key_Return);
  }
}

void RandomPerson::edit_block() {
  for (QTableView* table : visible<QTableView>()) {
    const int rows = table->model()->rowCount(), columns = table->model()->columnCount();
    if (rows == 0 || below(2) == 0) continue;
    table->setCurrentIndex(table->model()->index(below(rows), below(columns)));
    QTest::keyClick(table, Qt::Key_F2);
    static const QString values[] = {"3ms", "0", "1 GiB", "-4", "x", "250us"};
    if (auto* cell = table->findChild<QLineEdit*>()) type(*cell, any_of(values));
  }
}

void RandomPerson::choose_schedule() {
  const auto trees = visible<QTreeWidget>();
  if (trees.isEmpty() || trees.front()->topLevelItemCount() == 0) return;
  QTreeWidget& tree = *trees.front();
  tree.setCurrentItem(tree.topLevelItem(below(tree.topLevelItemCount())));
  QTest::keyClick(&tree, Qt::Key_Space);
}

void RandomPerson::choose_in_list() {
  const auto lists = visible<QComboBox>();
  if (!lists.isEmpty()) QTest::keyClick(any_of(lists), below(2) == 0 ? Qt::Key_Down : Qt::Key_Up);
}

void RandomPerson::press_button() {
  const auto buttons = visible<QAbstractButton>();
  if (!buttons.isEmpty()) QTest::mouseClick(any_of(buttons), Qt::LeftButton);
}

void RandomPerson::go_back_and_forth() {
  const bool back = below(3) > 0;
  for (int times = below(6); times >= 0; --times)
    QTest::keyClick(&window_, Qt::Key_Z,
                    back ? Qt::ControlModifier : Qt::ControlModifier | Qt::ShiftModifier);
}

void RandomPerson::play() {
  gui::Player& player = window_.play().player();
  switch (below(5)) {
    case 0:
      return player.toggle();
    case 1:
      return player.step(below(2) == 0 ? -1 : 1);
    case 2:
      return player.change_speed(below(2) == 0 ? -1 : 1);
    case 3:
      return player.go_to(uniform(random_, -5, window_.chart().end() + 5));
    default:
      return player.advance(below(10));
  }
}

void RandomPerson::drop_file() {
  const QDir saved(QString::fromStdString(folder_));
  QStringList files;
  for (const QString& name : saved.entryList(QDir::Files)) files << saved.filePath(name);
  files << QStringLiteral("/nowhere.json");
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(any_of(files)), QUrl::fromLocalFile(any_of(files))});
  QDropEvent event(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&window_, &event);
}

void RandomPerson::type_anywhere() {
  static constexpr Qt::Key keys[] = {Qt::Key_Tab,  Qt::Key_Tab,     Qt::Key_Backtab, Qt::Key_Up,
                                     Qt::Key_Down, Qt::Key_Space,   Qt::Key_Left,    Qt::Key_Right,
                                     Qt::Key_W,    Qt::Key_Period,  Qt::Key_Escape,  Qt::Key_Return,
                                     Qt::Key_Less, Qt::Key_Greater, Qt::Key_F2,      Qt::Key_Home};
  QWidget* const focus = window_.focusWidget();
  QTest::keyClick(focus ? focus : &window_, any_of(keys));
}

void RandomPerson::resize() { window_.resize(500 + below(1300), 350 + below(750)); }

// Types the name of a file, overwriting nothing, or gives up; other dialogs are read and closed.
void RandomPerson::answer_dialog() {
  QWidget* dialog = QApplication::activeModalWidget();
  if (!dialog) dialog = QApplication::activePopupWidget();
  if (!dialog) return;
  auto* const files = qobject_cast<QFileDialog*>(dialog);
  if (!files || below(3) == 0) return QTest::keyClick(dialog, Qt::Key_Escape);
  static const char* endings[] = {"png", "svg", "pdf", "yaml", "json", "gif"};
  constexpr int different_files = 40;
  const std::string name =
      folder_ + "/" + std::to_string(written_++ % different_files) + "." + any_of(endings);
  type(*files->findChild<QLineEdit*>(), QString::fromStdString(name));
}

}  // namespace repetend::test
