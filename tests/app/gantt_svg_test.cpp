#include "app/chart/gantt_svg.hpp"

#include "app/chart/time_axis.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

Plan random_plan(int p, int micro_batches, Time f, Time b) {
  auto problem = std::make_shared<Problem>(test::pipeline(p, micro_batches, f, b));
  std::mt19937_64 random(3);
  Plan plan{.problem = problem,
            .schedule = "random",
            .orders = test::random_orders(random, *problem),
            .start = {},
            .repetend = {}};
  return time_plan(std::move(plan));
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

}  // namespace

TEST_CASE("ticks of the time axis are round and few") {
  const app::TimeAxis axis = app::time_axis(41'200'000, 10);
  CHECK(axis.unit == "ms");
  CHECK(axis.ticks[1] == 5'000'000);
  CHECK(axis.short_label(axis.ticks[1]) == "5");
  CHECK(axis.ticks.size() == 9);
  CHECK(app::time_axis(0, 10).ticks == std::vector<Time>{0});
  CHECK(app::time_axis(999, 5).unit == "ns");
}

TEST_CASE("the axis of a long plan is in minutes, hours or days") {
  constexpr Time minute = 60'000'000'000;
  const auto second_tick = [](const app::TimeAxis& axis) {
    return axis.short_label(axis.ticks[1]) + " " + std::string(axis.unit);
  };
  CHECK(second_tick(app::time_axis(9 * minute, 10)) == "50 s");
  CHECK(second_tick(app::time_axis(10 * minute, 10)) == "1 min");
  CHECK(second_tick(app::time_axis(45 * minute, 10)) == "5 min");
  CHECK(second_tick(app::time_axis(3 * 60 * minute, 10)) == "0.5 h");
  CHECK(second_tick(app::time_axis(30 * 60 * minute, 10)) == "5 h");
  CHECK(second_tick(app::time_axis(5 * 24 * 60 * minute, 10)) == "0.5 d");
  CHECK(app::time_axis(3 * 60 * minute, 10).label(60 * minute) == "1.0");
}

TEST_CASE("the SVG Gantt draws every instance that is wide enough") {
  const Plan plan = random_plan(3, 4, 1'000'000, 2'000'000);
  const std::string svg =
      app::gantt_svg("two <plans>", {{&plan, "first", "makespan"}, {&plan, "second", ""}});
  CHECK(count(svg, "fill='hsl(") == 2 * 24 + 2);  // the bars, and the legend's two shades
  CHECK_THAT(svg, ContainsSubstring("two &lt;plans&gt;"));
  CHECK(count(svg, ">gpu0</text>") == 2);
}

TEST_CASE("the SVG Gantt does not grow with the plan") {
  const Plan plan = random_plan(4, 5000, 1000, 2000);
  CHECK(app::gantt_svg("large", {{&plan, "large", ""}}).size() < 2'000'000);
}
