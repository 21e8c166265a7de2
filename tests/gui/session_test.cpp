#include "gui/session/session.hpp"

#include <algorithm>

#include "gui/panels/banner.hpp"
#include "gui/panels/text_editor.hpp"
#include "sim/core/file.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {
namespace {

BlockId block(const Problem& problem, const std::string& name) {
  const auto found = std::ranges::find(problem.blocks, name, &Block::name);
  return BlockId{static_cast<std::size_t>(found - problem.blocks.begin())};
}

// 16 stages of uneven work: the search does not prove its answer within seconds.
constexpr const char* long_search = R"(name: long
micro_batches: 96
devices: {count: 16, memory: 14}
placement: {shape: v, forward: [11, 13, 17, 10, 19, 12, 15, 18, 11, 14, 16, 13, 17, 12, 19, 15],
  backward: [23, 29, 31, 22, 37, 26, 31, 35, 24, 27, 33, 28, 36, 25, 39, 30]}
)";

}  // namespace

TEST_CASE(
    "an instance moved by hand is simulated at once; an impossible place is refused with the wait cycle") {
  OpenWindow open;
  gui::Session& session = open.session();
  const gui::State before = session.state();
  const Problem& problem = session.plans()[3]->problem();
  const DeviceId last{3};
  QStringList refusals;
  QObject::connect(&session, &gui::Session::refused, [&](const QString& words) { refusals << words; });

  session.reorder(3, last, {block(problem, "B3"), 0}, Instance{block(problem, "F3"), 0});
  REQUIRE(eventually([&] { return refusals.size() == 1; }));
  CHECK(refusals[0].contains(QStringLiteral("wait for each other")));
  CHECK(refusals[0].contains(QStringLiteral("B3@0")));
  CHECK(open.window.banner().message() == refusals[0]);
  session.reorder(3, last, {block(problem, "F3"), 5}, Instance{block(problem, "F3"), 2});
  REQUIRE(eventually([&] { return refusals.size() == 2; }));
  CHECK(refusals[1].contains(QStringLiteral("in order")));
  CHECK(session.state() == before);

  session.reorder(3, last, {block(problem, "B3"), 0}, Instance{block(problem, "F3"), 9});
  REQUIRE(eventually([&] { return session.undo().count() == 1 && !session.busy(); }));
  CHECK(session.plans()[3]->note == "edited");
  CHECK(session.rows()[3].feasible);
  open.press(Qt::Key_Z, Qt::ControlModifier);
  CHECK(session.state() == before);
  REQUIRE(open.settle());
  CHECK(session.plans()[3]->note.empty());
}

TEST_CASE("by keys an opened plan is closed and orders made by hand are reset") {
  OpenWindow open;
  gui::Session& session = open.session();
  const TemporaryFolder folder;
  const QString file = QString::fromStdString(folder.file("gpipe.json"));
  session.set_schedules({"1f1b", "gpipe"});
  REQUIRE(open.settle());
  session.save_plan(1, file);
  session.add_plan(file);
  REQUIRE(eventually([&] { return session.plans().size() == 3; }));
  const gui::State before = session.state();
  const Problem& problem = session.plans()[1]->problem();
  session.reorder(1, DeviceId{3}, {block(problem, "B3"), 0}, Instance{block(problem, "F3"), 9});
  REQUIRE(eventually([&] { return session.is_edited(1) && !session.busy(); }));

  const auto press_with = [&](std::size_t plan, Qt::Key key) {
    open.window.chart().select(gui::GanttView::Selected{plan, {BlockId{1}, 0}});
    open.press(key, Qt::ControlModifier);
  };
  press_with(0, Qt::Key_R);
  CHECK(open.window.banner().message().contains(QStringLiteral("no orders made by hand")));
  press_with(1, Qt::Key_R);
  CHECK(session.state() == before);
  REQUIRE(open.settle());
  press_with(1, Qt::Key_W);
  CHECK(open.window.banner().message().contains(QStringLiteral("not opened from a file")));
  press_with(2, Qt::Key_W);
  CHECK(session.state().opened.empty());
  REQUIRE(eventually([&] { return session.plans().size() == 2; }));
  open.press(Qt::Key_Z, Qt::ControlModifier);
  CHECK(session.state() == before);
}

TEST_CASE("text that is wrong is underlined at its line, the charts stay, and undo mends it") {
  OpenWindow open;
  gui::Session& session = open.session();
  auto& editor = *open.window.findChild<gui::TextEditor*>();
  const auto plans = session.plans();
  const gui::State before = session.state();
  const int line =
      static_cast<int>(session.state().text.left(session.state().text.indexOf("transfer:")).count('\n')) + 1;
  editor.show_line(line);
  QTest::keyClicks(&editor, QStringLiteral("nonsense"));
  REQUIRE(eventually([&] { return session.failure().has_value(); }));
  CHECK(session.failure()->line == line);
  REQUIRE(editor.extraSelections().size() == 1);
  CHECK(editor.extraSelections()[0].cursor.blockNumber() + 1 == line);
  CHECK(open.window.banner().message().startsWith(QStringLiteral("Line %1: ").arg(line)));
  CHECK(session.plans() == plans);
  QTest::keyClick(&editor, Qt::Key_Z, Qt::ControlModifier);
  CHECK(session.state() == before);
  CHECK(editor.toPlainText() == before.text);
  REQUIRE(eventually([&] { return !session.failure(); }));
  CHECK(editor.extraSelections().isEmpty());
  CHECK(open.window.banner().message().isEmpty());
}

TEST_CASE("the text keeps step with what fields set") {
  OpenWindow open;
  auto& editor = *open.window.findChild<gui::TextEditor*>();
  open.session().set_value(QStringLiteral("devices.gpu1.speed"), QStringLiteral("0.5"));
  CHECK(editor.toPlainText() == open.session().state().text);
  CHECK(editor.toPlainText().endsWith(QStringLiteral("set:\n  devices.gpu1.speed: 0.5\n")));
}

TEST_CASE("a long search answers first and improves until it is cancelled, keeping the best") {
  OpenWindow open;
  gui::Session& session = open.session();
  session.open_text(QString::fromLatin1(long_search), QStringLiteral("long.yaml"));
  REQUIRE(eventually([&] {
    return session.scenario() && session.scenario()->problem->name == "long" && !session.rows().empty() &&
           session.rows()[0].chart && session.rows()[0].chart->problem().name == "long";
  }));
  REQUIRE(session.busy());
  const Time first = session.rows()[0].metrics.makespan;
  REQUIRE(eventually([&] { return session.progress().size() > 1; }));
  open.press(Qt::Key_Period, Qt::ControlModifier);
  REQUIRE(eventually([&] { return !session.busy(); }, 20));
  CHECK(session.rows()[0].feasible);
  CHECK(session.rows()[0].metrics.makespan <= first);
  const auto& points = session.progress();
  for (std::size_t i = 1; i < points.size(); ++i) {
    CHECK(points[i].seconds >= points[i - 1].seconds);
    CHECK((points[i - 1].best_makespan == 0 || points[i].best_makespan <= points[i - 1].best_makespan));
    CHECK(points[i].makespan_bound >= points[i - 1].makespan_bound);
  }
}

TEST_CASE("a better plan is shown while the search goes on; what one looks at stays") {
  OpenWindow open;
  gui::Session& session = open.session();
  gui::GanttView& chart = open.window.chart();
  session.open_text(QString::fromLatin1(long_search), QStringLiteral("long.yaml"));
  REQUIRE(eventually([&] {
    return session.rows()[0].chart && std::ranges::all_of(session.rows(), [](const gui::Row& row) {
             return (!row.chart || row.chart->problem().name == "long") &&
                    row.pending == (row.key == "search");
           });
  }));
  REQUIRE(chart.find(QStringLiteral("F3@5")));
  chart.set_scale({100'000, 1'000});  // in sight of every plan that may come
  chart.set_folded(1, true);
  const gui::TimeScale scale = chart.scale();
  const auto selection = chart.selection();
  std::vector<Time> shown{session.rows()[0].metrics.makespan};
  QElapsedTimer since;
  since.start();
  QObject::connect(&session, &gui::Session::plans_changed, &chart, [&] {
    if (session.busy()) shown.push_back(session.rows()[0].metrics.makespan);
  });
  REQUIRE(eventually([&] { return shown.size() > 2; }));
  CHECK(static_cast<qint64>(shown.size()) <= 3 + since.elapsed() / 250);
  CHECK(std::ranges::is_sorted(shown, std::greater<>()));
  CHECK(shown.back() < shown.front());
  CHECK(session.busy());
  CHECK(chart.plans()[0]->note == "improving");
  CHECK(chart.plans()[0]->makespan() == shown.back());
  CHECK(chart.scale() == scale);
  CHECK(chart.selection() == selection);
  CHECK(chart.folded(1));
  const auto best = shown.back();
  REQUIRE(open.settle());
  CHECK(session.rows()[0].metrics.makespan <= best);
  CHECK(chart.plans()[0]->note != "improving");
}

}  // namespace repetend::test
