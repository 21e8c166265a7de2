// A window on the first example, shown and settled: what most tests begin with.
#pragma once

#include <QtTest>

#include "gui/window/main_window.hpp"
#include "tests/gui/application.hpp"

namespace repetend::test {

// Lets events and background threads run until it holds; false after `seconds`.
template <class Condition>
bool eventually(Condition holds, int seconds = 60) {
  return QTest::qWaitFor(holds, seconds * 1000);
}

struct OpenWindow {
  gui::MainWindow window;

  explicit OpenWindow(gui::MainWindow::Start start = gui::MainWindow::Start::example)
      : window((application(), start)) {
    window.resize(1200, 800);
    window.show();
    if (start != gui::MainWindow::Start::empty) settle();
  }

  gui::Session& session() { return window.session(); }
  // The first answer, and no improving: tests are about the window, not about the search.
  bool settle() {
    session().cancel();
    return eventually(
        [this] { return !session().busy() && (!session().plans().empty() || session().failure()); });
  }
  // A key as a person presses it, wherever the focus is.
  void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    window.activateWindow();                     // after a dialog
    (void)QTest::qWaitForWindowActive(&window);  // a window already closed has no focus to give
    QWidget* const focus = window.focusWidget();
    QTest::keyClick(focus ? focus : &window, key, modifiers);
  }
  template <class Widget>
  Widget& child(const char* name) {
    auto* found = window.findChild<Widget*>(QString::fromLatin1(name));
    if (!found) throw std::out_of_range(name);
    return *found;
  }
};

}  // namespace repetend::test
