// The rows of an answer, made without a window.
#include "gui/work/rows.hpp"

#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {
namespace {

// Where messages take time, GPipe is shorter than 1F1B.
constexpr const char* pipeline_text = R"(micro_batches: 8
transfer: async
links: {default: {latency: 1us, bandwidth: 1GB/s}}
devices: {count: 4, memory: 100}
placement: {shape: v, forward: 1, backward: 2}
)";

}  // namespace

TEST_CASE("a search that was cut short is no worse than the schedules beside it") {
  const Scenario scenario = parse_scenario(pipeline_text, "pipeline.yaml");
  const gui::Row longer = gui::schedule_row("1f1b", scenario), shorter = gui::schedule_row("gpipe", scenario);
  REQUIRE(shorter.feasible);
  REQUIRE(longer.metrics.makespan > shorter.metrics.makespan);
  const gui::Searched cut{longer.chart->plan, "", shorter.metrics.makespan - 1};
  const gui::Row row = gui::search_row(gui::or_plan_of(cut, shorter), true);
  CHECK(row.metrics.makespan == shorter.metrics.makespan);
  CHECK(row.proof.starts_with("within "));
  CHECK(row.chart->title == "search: gpipe");
  CHECK(gui::search_row(gui::or_plan_of({nullptr, "out of time"}, shorter), true).feasible);

  const gui::Searched better{shorter.chart->plan, "", shorter.metrics.makespan};
  CHECK(gui::or_plan_of(better, longer).plan == better.plan);
  CHECK(gui::search_row(gui::or_plan_of(better, longer), false).chart->note == "proved");
  gui::Row misfit = shorter;
  misfit.feasible = false;
  CHECK(gui::or_plan_of(cut, misfit).plan == cut.plan);
}

TEST_CASE("a row is named after a schedule, on a placement or the best, or after the plan's title") {
  const auto parts = [](const char* key) {
    const gui::ScheduleKey parsed = gui::parse_key(key);
    return std::pair(parsed.schedule, parsed.placement);
  };
  CHECK(parts("search") == std::pair<std::string, std::string>("search", ""));
  CHECK(parts("1f1b") == std::pair<std::string, std::string>("1f1b", ""));
  CHECK(parts("1f1b@nn") == std::pair<std::string, std::string>("1f1b", "nn"));
  CHECK(parts("mine@home.json") == std::pair<std::string, std::string>("mine@home.json", ""));
  CHECK(gui::is_schedule("gpipe@nn"));
  CHECK(!gui::is_schedule("mine@home.json"));
}

TEST_CASE("orders of plans that are more than their orders are not edited") {
  const auto refusal = [](const char* schedule, const std::string& text) {
    const gui::Row row = gui::schedule_row(schedule, parse_scenario(text, "f.yaml"));
    REQUIRE(row.chart);
    const auto why = gui::why_not_edited(*row.chart->plan);
    const auto moved =
        gui::reordered(*row.chart->plan, DeviceId{0}, {BlockId{0}, 1}, Instance{BlockId{0}, 0});
    CHECK(std::holds_alternative<gui::Refusal>(moved));
    return why ? why->words : "";
  };
  const std::string split = "micro_batches: 4\ndevices: {count: 2}\nplacement: {shape: zb}\n";
  CHECK(refusal("1f1b", split).empty());  // this instance comes too early, that is all
  CHECK(refusal("1f1b-whole", split) == "orders of plans with waits cannot be edited here");
  CHECK(refusal("1f1b",
                "devices: {count: 1, lanes: [compute, comm]}\nmicro_batches: 4\n"
                "placement: {shape: v}\n") == "orders of problems with lanes cannot be edited here");
}

}  // namespace repetend::test
