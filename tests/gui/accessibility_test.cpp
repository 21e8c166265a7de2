// By keyboard alone, and with a screen reader.
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSlider>
#include <QTreeWidget>
#include <set>

#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {
namespace {

bool is_control(const QWidget& widget) {
  for (const char* type : {"QLineEdit", "QSlider", "QComboBox", "QAbstractButton", "QAbstractItemView",
                           "QPlainTextEdit", "QTextBrowser"})
    if (widget.inherits(type)) return widget.focusPolicy() != Qt::NoFocus;
  return false;
}

void require_tips(const QMenu& menu) {
  for (const QAction* action : menu.actions()) {
    if (action->isSeparator()) continue;
    INFO(action->text().toStdString());
    if (action->menu())
      require_tips(*action->menu());
    else
      CHECK_FALSE(action->toolTip().isEmpty());
  }
}

}  // namespace

TEST_CASE("every control has a name, every action a tip and no key two meanings") {
  OpenWindow open;
  for (QWidget* widget : open.window.findChildren<QWidget*>()) {
    if (!is_control(*widget) || widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
    INFO(widget->metaObject()->className() << " " << widget->objectName().toStdString());
    const QAccessibleInterface* read = QAccessible::queryAccessibleInterface(widget);
    REQUIRE(read);
    CHECK_FALSE(read->text(QAccessible::Name).isEmpty());
  }
  std::set<QString> keys;
  for (const QAction* action : open.window.menuBar()->actions()) require_tips(*action->menu());
  for (const QAction* action : open.window.findChildren<QAction*>())
    for (const QKeySequence& key : action->shortcuts()) {
      INFO(key.toString().toStdString());
      CHECK(keys.insert(key.toString()).second);
    }
}

TEST_CASE("Tab goes around through charts, fields and tables") {
  OpenWindow open;
  std::set<QWidget*> seen;
  open.window.chart().setFocus();
  QWidget* const first = open.window.focusWidget();
  constexpr int most = 100;
  for (int i = 0; i < most; ++i) {
    open.press(Qt::Key_Tab);
    seen.insert(open.window.focusWidget());
    if (open.window.focusWidget() == first) break;
  }
  CHECK(open.window.focusWidget() == first);
  CHECK(seen.contains(&open.child<QLineEdit>("find")));
  std::size_t sliders = 0;
  for (QWidget* widget : seen) sliders += widget->inherits("QSlider");
  CHECK(sliders == 7);
}

TEST_CASE("schedules are chosen, panels closed and brought back without a mouse") {
  OpenWindow open;
  auto& dock = open.child<QDockWidget>("schedules");
  dock.raise();
  auto& tree = *dock.findChild<QTreeWidget*>();
  tree.setFocus();
  QTest::keyClicks(&tree, QStringLiteral("interl"));
  QTest::keyClick(&tree, Qt::Key_Space);
  REQUIRE(open.settle());
  const auto& chosen = open.session().state().schedules;
  CHECK(std::ranges::find(chosen, "interleaved") != chosen.end());
  dock.close();
  CHECK(dock.isHidden());
  dock.toggleViewAction()->trigger();
  CHECK_FALSE(dock.isHidden());
}

TEST_CASE("a panel is taken out of the window and put back by double-clicks on its title") {
  OpenWindow open;
  auto& dock = open.child<QDockWidget>("details");
  for (const bool out : {true, false}) {
    QTest::mouseDClick(dock.titleBarWidget(), Qt::LeftButton, {}, QPoint(20, 8));
    CHECK(dock.isFloating() == out);
  }
}

}  // namespace repetend::test
