// The sum of the times at which micro-batches complete: its bounds, its branch and bound and its local
// search.
#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/completion/local_search.hpp"
#include "search/completion/plan_times.hpp"
#include "search/exact/branch_and_bound.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/search/tight_problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Plan timed(const Problem& problem, const Orders& orders, std::vector<Time> start) {
  return {std::make_shared<const Problem>(problem), "", orders, std::move(start), std::nullopt};
}

Time sum_of(const std::vector<Time>& completed) {
  return std::accumulate(completed.begin(), completed.end(), Time{0});
}

// By micro-batch, over all plans: the earliest completion; and the least sum of any of them.
struct Earliest {
  std::vector<Time> each;
  std::optional<Time> sum;
};

Earliest earliest_completions(const Problem& problem) {
  Earliest earliest;
  test::for_all_orders(problem, [&](const Orders& orders) {
    const Simulation run = simulate(problem, orders, {.memory_curves = false, .transfers = false});
    if (run.deadlock || find_out_of_memory(problem, orders)) return;
    const std::vector<Time> completed = completions(timed(problem, orders, run.start));
    if (earliest.each.empty()) earliest.each = completed;
    for (std::size_t n = 0; n < completed.size(); ++n)
      earliest.each[n] = std::min(earliest.each[n], completed[n]);
    earliest.sum = std::min(earliest.sum.value_or(sum_of(completed)), sum_of(completed));
  });
  return earliest;
}

PlanProof settle_completions(const Problem& problem, Time below) {
  Options options;
  options.state_limit = 100'000;
  Budget budget(options);
  return prove_least(problem, Measure::completions, completions_bound(problem).sum, below, budget);
}

}  // namespace

TEST_CASE("No micro-batch completes before its bound; branch and bound finds the least sum of completions") {
  std::mt19937_64 random(41);
  int feasible = 0, met = 0;
  for (int i = 0; i < seeds(600, 200); ++i) {
    const Problem problem = tight_problem(random, TransferMode::none);
    const Earliest earliest = earliest_completions(problem);
    CAPTURE(i);
    const PlanProof proof = settle_completions(problem, sum_limit);
    REQUIRE(proof.complete);
    CHECK(proof.orders.has_value() == earliest.sum.has_value());
    if (!earliest.sum) continue;
    ++feasible;
    const std::vector<Time> bounds = completion_bounds(problem);
    REQUIRE(bounds.size() == earliest.each.size());
    for (std::size_t n = 0; n < bounds.size(); ++n) CHECK(bounds[n] <= earliest.each[n]);
    CHECK(proof.bound == *earliest.sum);
    met += completions_bound(problem).sum == *earliest.sum;
    auto evaluator = Evaluator::compile(problem, *proof.orders);
    REQUIRE(evaluator);
    evaluator->run();
    CHECK(sum_of(completions(timed(problem, *proof.orders, evaluator->starts()))) == *earliest.sum);
  }
  CHECK(feasible > seeds(600, 200) / 2);
  CHECK(met * 3 > feasible);
}

TEST_CASE(
    "The bounds of completions hold for every transfer mode, and what branch and bound proves of them") {
  std::mt19937_64 random(42);
  int feasible = 0;
  for (int i = 0; i < seeds(300, 100); ++i) {
    const Problem problem = tight_problem(random, test::transfer_modes[1 + i % 3]);
    const Earliest earliest = earliest_completions(problem);
    if (!earliest.sum) continue;
    ++feasible;
    CAPTURE(i);
    const std::vector<Time> bounds = completion_bounds(problem);
    for (std::size_t n = 0; n < bounds.size(); ++n) CHECK(bounds[n] <= earliest.each[n]);
    CHECK(settle_completions(problem, *earliest.sum).bound <= *earliest.sum);
  }
  CHECK(feasible > seeds(300, 100) / 3);
}

TEST_CASE(
    "Changed orders have the completions that the evaluator gives them; local search lowers their sum") {
  std::mt19937_64 random(43);
  int lower = 0;
  const auto sum = [](const Problem& problem, const Orders& orders) {
    auto evaluator = Evaluator::compile(problem, orders);
    REQUIRE(evaluator);
    evaluator->run();
    return sum_of(completions(timed(problem, orders, evaluator->starts())));
  };
  for (int i = 0; i < seeds(200, 60); ++i) {
    Problem problem =
        test::random_problem(random, {.transfer = i % 2 ? TransferMode::async : TransferMode::none});
    const Orders orders = test::random_orders(random, problem);
    test::give_memory_for(problem, orders);
    const Time given = sum(problem, orders);
    CAPTURE(i);
    for (const Acceptance accept : {Acceptance::better, Acceptance::threshold}) {
      Options options;
      options.state_limit = 200;
      Budget budget(options);
      const auto found = local_search(
          problem, orders, {.accept = accept, .measure = Measure::completions, .enough = given / 2}, budget);
      if (!found) continue;
      ++lower;
      CHECK(!find_out_of_memory(problem, *found));
      CHECK(sum(problem, *found) < given);
      const Semantics semantics(problem, TransferTasks::waiting);
      const PlanOrders state(semantics, *found);
      CHECK(PlanTimes(state, Measure::completions).time() == sum(problem, *found));
    }
  }
  CHECK(lower > seeds(200, 60) / 5);
}

// Thresholds that suit a makespan end at a sum of 493 us.
TEST_CASE("Small plans get lower sums of completions by steps that delay several micro-batches") {
  const auto placements = parse_scenario(R"(name: gangs
micro_batches: 8
memory_unit: B
devices: {count: 4, memory: 5B}
placement: {shape: m, forward: 2, backward: 4, activation: 1}
)",
                                         "gangs")
                              .placements();
  Options options;
  options.objective = Objective::latency;
  const Result result = search(placements, options);
  REQUIRE(result.plan);
  CHECK(high_thresholds(*result.plan->problem, Measure::completions));
  CHECK(!high_thresholds(*result.plan->problem, Measure::makespan));
  CHECK(sum_of(completions(*result.plan)) <= 489'000);
}

TEST_CASE("1F1B completes every micro-batch as early as can be, proved") {
  Problem problem = test::pipeline(4, 8, 1, 2);
  for (Device& d : problem.devices) d.memory = 4;
  Options options;
  options.objective = Objective::latency;
  const Result result = search_problem(problem, options);
  REQUIRE(result.plan);
  CHECK(result.objective_optimal);
  const std::vector<Time> completed = completions(*result.plan);
  for (std::size_t n = 0; n < completed.size(); ++n) CHECK(completed[n] == 12 + 3 * static_cast<Time>(n));
  CHECK(result.objective_bound.value == (sum_of(completed) + 7) / 8);
}

}  // namespace repetend::search
