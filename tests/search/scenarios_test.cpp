#include <algorithm>
#include <filesystem>

#include "search/search.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

namespace repetend::search {
namespace {

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(REPETEND_SOURCE_DIR "/scenarios")) {
    const std::string path = entry.path().string();
    if (path.ends_with(".yaml") && path.find("rejected") == std::string::npos) files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

TEST_CASE("Every bundled scenario gets a valid plan, never worse than a schedule that people use") {
  Options options;
  options.state_limit = 1'000;  // of the larger ones only the start, to be quick
  const std::vector<std::string> files = scenario_files();
  CHECK(files.size() > 20);
  for (const std::string& file : files) {
    CAPTURE(file);
    const Scenario scenario = read_scenario(file, {parse_override("micro_batches=6")});
    const Result result = search(scenario, options);
    REQUIRE(result.plan);
    CHECK(verify(*result.plan).empty());
    CHECK(makespan(*result.plan) >= result.makespan_bound.value);
    for (const auto& problem : scenario.placements())
      for (const Schedule& schedule : all_schedules()) {
        const ScheduledPlan made = schedule_problem(schedule, problem);
        if (made.feasible()) CHECK(makespan(*result.plan) <= makespan(*made.plan));
      }
  }
}

}  // namespace repetend::search
