// What the search does with every bundled scenario. Its signature, states expanded and plan hash, stands in
// golden/signatures.txt: a change that is meant to keep the search as it is must keep it;
// REPETEND_UPDATE_GOLDEN=1 writes it anew for one that is not.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "search/search.hpp"
#include "sim/core/file.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

namespace repetend::search {
namespace {

std::vector<std::string> scenario_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(REPETEND_SOURCE_DIR "/scenarios")) {
    const std::string path = entry.path().string();
    if (path.ends_with(".yaml") && path.find("rejected") == std::string::npos &&
        path.find("/models/") == std::string::npos)  // read by data
      files.push_back(path);
  }
  std::ranges::sort(files);
  return files;
}

std::string signature(const std::string& file, const Result& result) {
  const std::string name = std::filesystem::relative(file, REPETEND_SOURCE_DIR "/scenarios").string();
  return fmt::format("{} {} {}\n", name, result.states_expanded, plan_hash(*result.plan));
}

void expect_golden(const std::string& signatures) {
  const std::string golden = REPETEND_SOURCE_DIR "/tests/search/golden/signatures.txt";
  if (std::getenv("REPETEND_UPDATE_GOLDEN")) write_file(golden, signatures);
  CHECK(read_file(golden) == signatures);
}

}  // namespace

TEST_CASE("Every bundled scenario gets a valid plan, never worse than a schedule that people use") {
  Options options;
  options.state_limit = 1'000;  // of the larger ones only the start, to be quick
  const std::vector<std::string> files = scenario_files();
  CHECK(files.size() > 20);
  std::string signatures;
  for (const std::string& file : files) {
    CAPTURE(file);
    const Scenario scenario = read_scenario(file, {parse_override("micro_batches=6")});
    const Result result = search(scenario.placements(), options);
    REQUIRE(result.plan);
    signatures += signature(file, result);
    CHECK(verify(*result.plan).empty());
    CHECK(makespan(*result.plan) >= result.makespan_bound.value);
    for (const auto& problem : scenario.placements())
      for (const Schedule& schedule : all_schedules()) {
        const ScheduledPlan made = schedule_problem(schedule, problem);
        if (made.feasible()) CHECK(makespan(*result.plan) <= makespan(*made.plan));
      }
  }
  expect_golden(signatures);
}

}  // namespace repetend::search
