// Playing: by the clock, step by step, by keys and by mouse.
#include <QComboBox>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QToolButton>

#include "gui/play/play_bar.hpp"
#include "tests/gui/charted.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

namespace {

struct Played {
  Played() {
    view.resize(1000, 400);
    bar.resize(1000, 120);
    view.set_plans(two_plans());
    view.show();
  }
  gui::Player& player() { return bar.player(); }
  Time now() const { return view.playhead().value_or(never); }

  QApplication& running = application();
  gui::GanttView view;
  gui::PlayBar bar{view};
};

}  // namespace

TEST_CASE("the playhead moves at the speed that the screen shows, and pauses at the end") {
  Played played;
  CHECK_FALSE(played.bar.isVisibleTo(&played.bar));
  played.player().play();
  CHECK(played.player().playing());
  CHECK(played.now() == 0);
  const auto pixels = [&] { return played.view.scale().to_pixel(played.now()); };
  const double before = pixels();
  played.player().advance(1);
  CHECK(pixels() - before == Approx(80).margin(0.5));
  played.player().set_speed(0.1);
  for (int k = 0; k < 100; ++k) played.player().advance(0.01);  // fractions of a nanosecond are not lost
  CHECK(pixels() - before == Approx(88).margin(0.5));
  played.player().set_speed(16);
  played.player().advance(100);
  CHECK(played.now() == played.view.end());
  CHECK_FALSE(played.player().playing());
  played.player().play();
  CHECK(played.now() == 0);
}

TEST_CASE("the clock drives it") {
  Played played;
  played.player().play();
  CHECK(eventually([&] { return played.now() > played.view.scale().span(10); }));
  played.player().pause();
  const Time stopped = played.now();
  QTest::qWait(50);
  CHECK(played.now() == stopped);
}

TEST_CASE("steps go from moment to moment of the selected plan, and are told") {
  Played played;
  const gui::ChartedPlan& first = *played.view.plans()[0];
  played.player().step(1);
  CHECK(played.now() == 0);
  CHECK(played.bar.happening() == QStringList{QStringLiteral("gpu0 starts F0 of micro-batch 0")});
  CHECK(played.bar.why_waiting().size() == 3);
  for (auto next = gui::next_moment(first, 0); next; next = gui::next_moment(first, *next)) {
    played.player().step(1);
    REQUIRE(played.now() == *next);
  }
  CHECK(played.bar.happening().back().startsWith(QStringLiteral("everything has run")));
  CHECK(played.bar.why_waiting() == QStringList{QStringLiteral("nothing is left to run")});
  played.player().step(1);
  CHECK(played.now() == first.makespan());
  played.player().step(-1);
  CHECK(played.now() == gui::moment_before(first, first.makespan()));
  played.view.select(gui::GanttView::Selected{1, {BlockId{0}, 3}});
  played.player().to_end();
  CHECK(played.now() == played.view.plans()[1]->makespan());
  played.player().to_start();
  CHECK(played.now() == 0);
}

TEST_CASE("the view follows the playhead unless it looks elsewhere") {
  Played played;
  played.view.set_scale(gui::TimeScale{0, played.view.scale().ns_per_pixel / 8});
  played.player().play();
  played.player().advance(14);
  CHECK(played.view.in_sight(played.now()));
  CHECK(played.view.scale().from > 0);
  played.view.set_scale(gui::TimeScale{0, played.view.scale().ns_per_pixel});
  played.player().advance(1);
  CHECK(played.view.scale().from == 0);
  played.player().step(1);
  CHECK(played.view.in_sight(played.now()));
}

TEST_CASE("a click on the axis puts the playhead there, Escape takes it away") {
  Played played;
  QTest::mouseClick(played.view.viewport(), Qt::LeftButton, {}, QPoint(500, 4));
  REQUIRE(played.view.playhead());
  CHECK(std::abs(played.view.scale().to_pixel(played.now()) + played.view.viewport()->width() -
                 played.view.chart_width() - 500) <= 1);
  QTest::keyClick(&played.view, Qt::Key_Escape);
  CHECK_FALSE(played.view.playhead());
}

TEST_CASE("other plans under a playhead are told about at once") {
  Played played;
  played.player().go_to(2'500);
  played.view.set_plans({charted_pipeline("other", 2, 2)});
  CHECK(played.bar.why_waiting().size() == 1);
  played.player().play();
  played.view.set_plans({});
  played.player().advance(1);
  CHECK_FALSE(played.player().playing());
}

TEST_CASE("playing by keys and buttons in the window") {
  OpenWindow open;
  gui::Player& player = open.window.play().player();
  CHECK(open.window.play().isHidden());
  open.window.chart().setFocus();
  open.press(Qt::Key_Space);
  CHECK(player.playing());
  CHECK(open.window.play().isVisible());
  open.press(Qt::Key_Space);
  CHECK_FALSE(player.playing());
  open.press(Qt::Key_Home, Qt::AltModifier);
  CHECK(open.window.chart().playhead() == 0);
  open.press(Qt::Key_Greater);
  const auto second = gui::next_moment(*player.plan(), 0);
  CHECK(open.window.chart().playhead() == second);
  open.press(Qt::Key_Less);
  CHECK(open.window.chart().playhead() == 0);
  open.press(Qt::Key_End, Qt::AltModifier);
  CHECK(open.window.chart().playhead() == player.plan()->makespan());
  open.press(Qt::Key_Greater, Qt::ControlModifier);
  CHECK(player.speed() == 2);
  CHECK(open.child<QComboBox>("speed").currentText() == QStringLiteral("2\u00d7"));
  for (auto* button : open.window.play().findChildren<QToolButton*>())
    if (button->defaultAction() == open.window.play().play_action())
      QTest::mouseClick(button, Qt::LeftButton);
  CHECK(player.playing());
  open.press(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK_FALSE(player.playing());
  CHECK(open.window.play().isHidden());
}

}  // namespace repetend::test
