#include "app/chart/gantt_svg.hpp"

#include <fmt/format.h>

#include "app/chart/gantt_text.hpp"
#include "app/chart/time_axis.hpp"
#include "app/simulated.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_plan.hpp"
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

TEST_CASE("lanes stand below their device, fused pairs are halves of a box, waits are dashed") {
  const Plan plan = test::fused_plan_with_copies();
  const std::string svg = app::gantt_svg("", {{&plan, "", ""}}, {800});
  CHECK(svg.find(">gpu0<") < svg.find(">d2h<"));
  CHECK(svg.find(">d2h<") < svg.find(">pcie<"));
  CHECK(count(svg, ">unused<") == 0);
  CHECK(count(svg, "height='12' fill=") == 2);
  CHECK(count(svg, "stroke-dasharray") == 1);
  CHECK(count(svg, ">offload<") == 1);
  const Plan plain = random_plan(2, 4, 1, 2);
  CHECK(count(app::gantt_svg("", {{&plain, "", ""}}, {800}), "marker") == 0);
}

TEST_CASE("folded charts have rows of computing lanes alone") {
  const auto plan = std::make_shared<const Plan>(test::fused_plan_with_copies());
  const std::string svg = app::gantt_svg("", {{&*plan, "", "", app::simulated(plan).lanes}},
                                         {.lanes = app::FurtherLanes::folded});
  for (const char* hidden : {">d2h<", ">pcie<", ">offload<", "exposed", "stroke-dasharray"})
    CHECK(count(svg, hidden) == 0);
  CHECK(count(svg, ">gpu0<") == 1);
  const std::string text = app::gantt_text(*plan, {.columns = 40, .lanes = app::FurtherLanes::folded});
  CHECK(text.find("d2h") == std::string::npos);
  CHECK(text.find("offload") == std::string::npos);
  CHECK(text.find("1+0") != std::string::npos);
}

TEST_CASE("what a lane does after all computing is marked as exposed, and the legend says so") {
  const auto plan = std::make_shared<const Plan>(test::fused_plan_with_copies());
  const std::string svg = app::gantt_svg("", {{&*plan, "", "", app::simulated(plan).lanes}}, {800});
  const std::string mark = "height='24' fill='url(#exposed)'";
  CHECK(count(svg, mark) == 2);                          // on both machines of the copy
  const double all = 800 - 2 * 24 - 64, left = 24 + 64;  // width of the chart, and where it begins
  CHECK(count(svg, fmt::format("<rect x='{:.2f}'", left + all * 14 / 16)) == 2);
  CHECK(count(svg, ">exposed<") == 1);
  CHECK(count(app::gantt_svg("", {{&*plan, "", ""}}, {800}), "exposed") == 0);
}

TEST_CASE("a text chart numbers both of a fused pair and starts with the first instance there is") {
  const std::string text = app::gantt_text(test::fused_plan_with_copies(), {.columns = 40});
  CHECK(text.find("1+0") != std::string::npos);
  CHECK(text.find("v offload   1+0 both at once") != std::string::npos);
  CHECK(text.find(" d2h  ") != std::string::npos);
}
