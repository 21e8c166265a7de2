// Random problems with everything a problem can have; scripts/stress.sh runs many more under sanitizers.
#include <algorithm>

#include "search/completion/least_memory.hpp"
#include "search/search.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Problem random_problem(std::mt19937_64& random) {
  const auto mode = test::transfer_modes[static_cast<std::size_t>(test::uniform(random, 0, 3))];
  Problem problem = test::random_problem(
      random, {.max_devices = 4, .max_blocks = 7, .max_micro_batches = 3, .transfer = mode});
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 2) == 0) d.memory = d.static_memory + test::uniform(random, 2, 12);
  return problem;
}

void expect_above_bounds(const Result& result) {
  const Time span = makespan(*result.plan);
  CHECK(span >= result.makespan_bound.value);
  CHECK(result.makespan_optimal == (span == result.makespan_bound.value));
  // Edges to later micro-batches bind in the long run, not in so few.
  const bool later =
      std::ranges::any_of(result.plan->problem->edges, [](const Edge& e) { return e.distance > 0; });
  if (const auto& repetend = result.plan->repetend; repetend && !later)
    CHECK(repetend->period >= result.period_bound.value * repetend->micro_batches);
}

void expect_no_better(const Result& result, const Problem& problem) {
  constexpr std::size_t most = 6;  // instances that all orders are tried of
  if (problem.instances() > most) return;
  const auto least = test::least_makespan(problem);
  if (!least) return;
  CHECK(result.makespan_bound.value <= *least);
  if (result.plan) CHECK(makespan(*result.plan) >= *least);
}

}  // namespace

// The search itself verifies its plan.
TEST_CASE("Random problems: a valid plan within its bounds, or a reason", "[random][plans]") {
  Options options;
  options.beam_width = 4;
  options.state_limit = 60;
  const int all = seeds(1'000, 250);
  for (int seed = 1; seed <= all; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const auto problem = std::make_shared<const Problem>(random_problem(random));
    const Result result = search({problem}, options);
    expect_no_better(result, *problem);
    if (result.plan) expect_above_bounds(result);
    if (result.plan) continue;
    CHECK(!result.reason.empty());
    const bool may_deadlock =
        problem->transfer == TransferMode::blocking || problem->transfer == TransferMode::rendezvous;
    CHECK((may_deadlock || least_memory(*problem).needed > 0));
  }
}

}  // namespace repetend::search
