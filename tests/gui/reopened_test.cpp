// What a start brings back of the session before, and that nothing in the settings keeps it from starting.
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

#include "gui/panels/banner.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {
namespace {

using Start = gui::MainWindow::Start;

struct NoSettings {
  NoSettings() {
    (void)application();  // says where they are
    QSettings().clear();
  }
};

// The last block that a device runs, to its front: always another order, seldom one that can run.
Instance moved_earlier(gui::Session& session, std::size_t plan) {
  const Plan& now = *session.plans()[plan]->plan;
  const std::vector<Instance>& order = now.orders.back();
  const auto at = std::ranges::adjacent_find(order, [](Instance a, Instance b) {
    return a.block > b.block && a.micro_batch < b.micro_batch;  // a backward, then a later forward
  });
  REQUIRE(at != order.end());
  session.reorder(plan, DeviceId{now.orders.size() - 1}, at[1], at[0]);
  return at[1];
}

}  // namespace

TEST_CASE("the next start brings back opened plans, orders made by hand and the look at them") {
  const NoSettings fresh;
  const TemporaryFolder folder;
  const QString file = QString::fromStdString(folder.file("gpipe.json"));
  gui::State before;
  gui::TimeScale scale;
  {
    OpenWindow open;
    open.session().set_schedules({"1f1b", "gpipe"});
    REQUIRE(open.settle());
    open.session().save_plan(1, file);
    open.session().add_plan(file);
    open.session().add_plan(file);
    REQUIRE(eventually([&] { return open.session().plans().size() == 4; }));
    for (const std::size_t plan : {std::size_t{0}, std::size_t{3}}) {
      const int steps = open.session().undo().count();
      moved_earlier(open.session(), plan);
      REQUIRE(eventually([&] { return open.session().undo().count() == steps + 1; }));
      REQUIRE(open.settle());
    }
    gui::ChartStyle style = open.window.chart().style();
    style.reference = 2;
    style.colour_by = gui::ChartStyle::ColourBy::kind;
    style.lanes = true;
    open.window.chart().set_style(style);
    open.window.chart().set_folded(1, true);
    open.window.chart().set_scale({1'000'000, open.window.chart().scale().ns_per_pixel / 5});
    open.window.appearance().set_theme(gui::Theme::dark);
    scale = open.window.chart().scale();
    before = open.session().state();
    open.window.close();
  }
  OpenWindow again(Start::last_session);
  REQUIRE(eventually([&] { return again.session().plans().size() == 4 && !again.session().busy(); }));
  const gui::State& after = again.session().state();
  CHECK(after.text == before.text);
  CHECK(after.schedules == before.schedules);
  REQUIRE(after.edited.size() == 1);
  CHECK(*after.edited.at("1f1b").orders == *before.edited.at("1f1b").orders);
  CHECK(again.session().rows()[0].chart->note == "edited");
  REQUIRE(after.opened.size() == 2);
  CHECK(after.opened[0].file == file.toStdString());
  CHECK(after.opened[1].title == "gpipe.json (2)");
  for (std::size_t i = 0; i < 2; ++i) CHECK(after.opened[i].plan->orders == before.opened[i].plan->orders);
  CHECK_FALSE(again.session().undo().canUndo());
  const gui::GanttView& chart = again.window.chart();
  CHECK(chart.style().reference == 2);
  CHECK(chart.style().colour_by == gui::ChartStyle::ColourBy::kind);
  CHECK(chart.style().lanes);
  CHECK(chart.style().dark);
  CHECK(chart.folded(1));
  CHECK_FALSE(chart.folded(0));
  CHECK(chart.scale() == scale);
}

TEST_CASE("a plan that is gone is told; the rest of the session is there") {
  const NoSettings fresh;
  const TemporaryFolder folder;
  const QString file = QString::fromStdString(folder.file("plan.json"));
  {
    OpenWindow open;
    open.session().set_schedules({"gpipe"});
    REQUIRE(open.settle());
    open.session().save_plan(0, file);
    open.session().add_plan(file);
    REQUIRE(eventually([&] { return open.session().plans().size() == 2; }));
    open.window.close();
  }
  REQUIRE(QFile::remove(file));
  OpenWindow again(Start::last_session);
  REQUIRE(eventually([&] { return again.session().plans().size() == 1 && !again.session().busy(); }));
  CHECK(again.session().rows()[0].key == "gpipe");
  CHECK(again.window.banner().message().contains(QStringLiteral("plan.json")));
}

TEST_CASE("whatever the settings hold, the window starts") {
  struct Case {
    const char* key;
    QVariant value;
    bool text_is_shown = true;  // else an example is, or an error
  };
  const QByteArray garbage("\x00\xff{[\"\n%", 8);
  const Case cases[] = {{"window/geometry", garbage},
                        {"window/panels", garbage},
                        {"style/theme", 7},
                        {"style/colour_by", QStringLiteral("loud")},
                        {"style/font_scale", QStringLiteral("nan")},
                        {"open/schedules", QStringList{QStringLiteral("no-such-schedule"), QString()}},
                        {"open/name", garbage},
                        {"plans/size", 2'000'000'000},
                        {"plans/1/text", garbage},
                        {"view/from", QStringLiteral("9223372036854775807")},
                        {"view/ns_per_pixel", QStringLiteral("inf")},
                        {"view/folded", 3},
                        {"view/reference", garbage},
                        {"open/text", QString::fromLatin1(garbage), false}};
  const QString scenario = QStringLiteral(
      "micro_batches: 4\ndevices: {count: 2, memory: 100}\n"
      "placement: {shape: v, forward: [1, 1], backward: [2, 2]}\n");
  for (const Case& c : cases) {
    const NoSettings fresh;
    INFO(c.key);
    {
      QSettings settings;
      settings.setValue(QStringLiteral("open/text"), scenario);
      settings.setValue(QStringLiteral("open/schedules"), QStringList{QStringLiteral("1f1b")});
      settings.setValue(QStringLiteral("view/ns_per_pixel"), 0.5);
      settings.setValue(QStringLiteral("plans/size"), 1);
      settings.setValue(QLatin1String(c.key), c.value);
    }
    OpenWindow open(Start::last_session);
    REQUIRE(eventually([&] { return !open.session().busy(); }));
    CHECK(open.session().plans().empty() != c.text_is_shown);
    open.window.open_example(QStringLiteral(":/scenarios/uneven-4.yaml"));
    REQUIRE(open.settle());
    CHECK(open.session().plans().size() >= 1);
    open.window.close();
  }
}

TEST_CASE("a session that ended the program is put aside") {
  const NoSettings fresh;
  const QString text = QStringLiteral("micro_batches: 4 # what was open\n");
  {
    QSettings settings;
    settings.setValue(QStringLiteral("open/text"), text);
    settings.setValue(QStringLiteral("open/reopening"), true);
  }
  const QString file = QFileInfo(QSettings().fileName()).path() + QStringLiteral("/last-session.yaml");
  {
    OpenWindow open(Start::last_session);
    CHECK(open.session().state().name == QStringLiteral("gpt-4.yaml"));
    CHECK(open.window.banner().message().contains(file));
    CHECK(read_file(file.toStdString()) == text.toStdString());
    open.window.close();
  }
  OpenWindow again(Start::last_session);
  CHECK(again.window.banner().message().isEmpty());
}

TEST_CASE("what is open is kept soon after it changes, for an end that nobody is told of") {
  const NoSettings fresh;
  OpenWindow open;
  open.session().set_value(QStringLiteral("micro_batches"), QStringLiteral("7"));
  open.session().set_schedules({"1f1b"});
  REQUIRE(open.settle());
  open.window.chart().set_folded(0, true);
  const auto kept = [](const char* key) { return QSettings().value(QLatin1String(key)); };
  CHECK(eventually([&] { return kept("open/text").toString() == open.session().state().text; }));
  CHECK(eventually([&] { return kept("open/schedules").toStringList() == QStringList{"1f1b"}; }));
  CHECK(eventually([&] { return kept("view/folded").toStringList() == QStringList{"1f1b"}; }));
}

}  // namespace repetend::test
