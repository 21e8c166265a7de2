// The least memory: bounds of the peak at a period and at a makespan, answers for the memory, and plans as
// short as others that need less.
#include <algorithm>

#include "search/bounds/bounds.hpp"
#include "search/phases/incumbent.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/repetends.hpp"
#include "tests/support/small_problems.hpp"

namespace repetend::search {
namespace {

constexpr std::int64_t tries = 100'000;

Bytes highest_peak(const Plan& plan) { return std::ranges::max(peak_memory(*plan.problem, plan.orders)); }

Result least_memory_of(const Problem& problem) {
  Options options;
  options.objective = Objective::memory;
  options.state_limit = 3'000;
  return search_problem(problem, options);
}

Bytes peak_of_shortest(const std::string& scenario) {
  const auto placements = parse_scenario(scenario, "tie").placements();
  const Result result = search(placements);
  REQUIRE(result.plan);
  CHECK(result.makespan_optimal);
  return highest_peak(*result.plan);
}

}  // namespace

TEST_CASE("No repetend of a period peaks below the bound, and none of one micro-batch below a small answer") {
  int compared = 0, at_bound = 0, raised = 0;
  const int all = seeds(150, 30);
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    Problem problem = test::small_problem(random);
    problem.micro_batches = 24;
    if (problem.blocks.size() > 9) continue;
    const Result result = least_memory_of(problem);
    if (!result.plan || !result.plan->repetend) continue;
    CAPTURE(seed);
    const Bytes peak = highest_peak(*result.plan), bound = result.objective_bound.value;
    CHECK(result.objective_optimal == (peak == bound));
    CHECK(bound <= peak);
    const Time period = period_a_micro_batch(*result.plan).floor();
    if (Ratio{period, 1} < period_a_micro_batch(*result.plan) || peak == most_static_memory(problem))
      continue;
    const auto leaner = test::repetend_of_period(with_memory_at_most(problem, peak - 1), 1, period, tries);
    if (!leaner.known) continue;
    ++compared;
    at_bound += peak == bound;
    raised += bound > most_static_memory(problem);
    CHECK(!leaner.found);
  }
  CHECK(compared > all / 3);
  CHECK(at_bound * 2 > compared);
  CHECK(raised * 2 > compared);
}

// In an X whose devices have no slack each holds one activation less than a beam finds.
TEST_CASE("A repetend without slack is lean by changes of orders where branch and bound ends undecided") {
  const auto placements = parse_scenario(R"(name: full
micro_batches: 8
memory_unit: B
devices: {count: 5, memory: 6B}
placement: {shape: x, forward: 2, backward: 5, activation: 1}
)",
                                         "full")
                              .placements();
  Options options;
  options.objective = Objective::memory;
  options.state_limit = 50'000;
  options.improvement_rounds = 0;
  const Result result = search(placements, options);
  REQUIRE(result.plan);
  CHECK(result.period_optimal);
  CHECK(highest_peak(*result.plan) == 4);
}

TEST_CASE("No plan of a makespan peaks below the bound") {
  std::mt19937_64 random(51);
  int compared = 0, tight = 0;
  for (int i = 0; i < seeds(300, 100); ++i) {
    Problem problem =
        test::random_problem(random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 2});
    const auto least = test::least_makespan(problem);
    if (!least) continue;
    const Time length = *least + test::uniform(random, 0, *least / 4);
    Bytes peak = most_static_memory(problem);  // the least with which a plan is so short
    while (test::least_makespan(with_memory_at_most(problem, peak)).value_or(length + 1) > length) ++peak;
    CAPTURE(i, length);
    const Bytes bound = peak_bound(problem, length, peak + 5);
    CHECK(bound <= peak);
    ++compared;
    tight += bound == peak;
  }
  CHECK(compared > 50);
  CHECK(tight * 5 > compared);
}

TEST_CASE("Of plans equally short the one that needs less memory is answered") {
  CHECK(peak_of_shortest(R"(name: interleaved
micro_batches: 8
memory_unit: B
devices: {count: 4}
placement: {shape: interleaved, chunks: 2, forward: 1, backward: 2, activation: 1}
)") <= 8);
  CHECK(peak_of_shortest(R"(name: two stages of split backward on each of two devices
micro_batches: 8
memory_unit: B
devices: {count: 2}
blocks:
  - {name: F0, kind: forward, devices: [0], time: 1, acquire: 1}
  - {name: F1, kind: forward, devices: [1], time: 1, acquire: 1, after: [F0]}
  - {name: F2, kind: forward, devices: [0], time: 1, acquire: 1, after: [F1]}
  - {name: F3, kind: forward, devices: [1], time: 1, acquire: 1, after: [F2]}
  - {name: I3, kind: input-gradient, devices: [1], time: 1, after: [F3]}
  - {name: W3, kind: weight-gradient, devices: [1], time: 1, release: 1, after: [I3]}
  - {name: I2, kind: input-gradient, devices: [0], time: 1, after: [I3, F2]}
  - {name: W2, kind: weight-gradient, devices: [0], time: 1, release: 1, after: [I2]}
  - {name: I1, kind: input-gradient, devices: [1], time: 1, after: [I2, F1]}
  - {name: W1, kind: weight-gradient, devices: [1], time: 1, release: 1, after: [I1]}
  - {name: I0, kind: input-gradient, devices: [0], time: 1, after: [I1, F0]}
  - {name: W0, kind: weight-gradient, devices: [0], time: 1, release: 1, after: [I0]}
)") <= 4);
}

}  // namespace repetend::search
