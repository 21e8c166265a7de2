// The exhaustive reference for small wide problems against the older one on plain problems, against random
// plans and against all starts there are.
#include "sim/engine/engine.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/machines.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/exhaustive_wide.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/played_plan.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;
using test::best_plans;
using test::BestPlans;

TEST_CASE("exhaustive: plain problems as the older reference has them") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(3);
    int found = 0;
    for (int round = 0; round < 60; ++round) {
      Problem p = test::random_problem(
          random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 2, .transfer = mode});
      if (round % 2 == 0) test::give_memory_for(p, test::random_orders(random, p));
      CAPTURE(to_string(mode), round);
      const auto expected = test::least_makespan(p);
      const auto best = best_plans(p);
      REQUIRE((best ? best->within_memory : std::nullopt) == expected);
      if (!expected) continue;
      test::check_played(*best->fitting, *expected);
      ++found;
    }
    CHECK(found > 40);
  }
}

namespace {

// As much as the plan needs, but less by a little of some pools; a part of the problems has no plan then.
void limit_memory(Problem& problem, const Plan& plan, std::mt19937_64& random) {
  const auto peaks = peak_pools(plan);
  for (PoolId p : peaks.ids()) {
    const Bytes less = test::uniform(random, 0, 2) == 0 ? test::uniform(random, 1, 3) : 0;
    const Bytes room = std::max(static_memory_of(problem, p), peaks[p] - less);
    (is_memory(problem, p) ? problem.devices[p.index()].memory
                           : problem.pools[p.index() - problem.devices.size()].capacity) = room;
  }
}

struct Counts {
  int problems = 0, fitting = 0, slower = 0, waiting = 0, fused = 0;
};

// No random plan is better, memory aside or within it, or as fast with a lower peak.
void check_random_plans(const std::shared_ptr<const Problem>& problem, const BestPlans& best) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Plan plan = test::random_plan(problem, seed);
    const Simulation run = simulate(plan);
    if (run.deadlock) continue;
    plan = with_times(plan, run);
    REQUIRE(run.makespan >= best.makespan);
    if (run.makespan == best.makespan)
      for (PoolId p : best.least_peaks.ids()) REQUIRE(peak_pools(plan)[p] >= best.least_peaks[p]);
    if (!verify(plan).empty()) continue;
    REQUIRE(best.within_memory);
    REQUIRE(run.makespan >= *best.within_memory);
  }
}

void check_random_problem(std::uint64_t seed, TransferMode mode, std::mt19937_64& random, Counts& counts) {
  Problem problem =
      test::wide_problem(seed, {.max_devices = 2, .max_blocks = 4, .max_micro_batches = 2, .transfer = mode});
  const Plan some = test::random_plan(std::make_shared<const Problem>(problem), seed);
  const Simulation run = simulate(some);
  if (run.deadlock) return;
  limit_memory(problem, with_times(some, run), random);
  const auto best = best_plans(problem);
  REQUIRE(best);
  ++counts.problems;
  check_random_plans(std::make_shared<const Problem>(problem), *best);
  REQUIRE(simulate(best->fastest).makespan == best->makespan);
  for (const Violation& v : verify(best->fastest)) REQUIRE(v.constraint == "memory");
  counts.fused += !best->fastest.couplings.fused.empty();
  if (!best->fitting) return;
  test::check_played(*best->fitting, *best->within_memory);
  ++counts.fitting;
  counts.slower += *best->within_memory > best->makespan;
  counts.waiting += !best->fitting->couplings.waits.empty();
}

}  // namespace

TEST_CASE("exhaustive: random wide problems") {
  std::mt19937_64 random(11);
  Counts counts;
  for (std::uint64_t seed = 0; counts.problems < 200; ++seed)
    for (const TransferMode mode : test::transfer_modes) {
      CAPTURE(to_string(mode), seed);
      check_random_problem(seed, mode, random, counts);
    }
  INFO(counts.problems << " " << counts.fitting << " " << counts.slower << " " << counts.waiting << " "
                       << counts.fused);
  CHECK(counts.fitting > 100);
  CHECK(counts.slower > 10);
  CHECK(counts.waiting > 5);
  CHECK(counts.fused > 5);
}

namespace {

// Whether some starts, each from 0 on, pass verify and end before `below`, whatever the orders. Every
// instance takes time, so that starts tell the orders; nothing is fused.
bool any_starts(const std::shared_ptr<const Problem>& problem, Time below) {
  const auto all = instances_of(*problem);
  const Durations durations(*problem);
  Plan plan;
  plan.problem = problem;
  plan.start.resize(problem->instances());
  const auto start = [&](Instance i) -> Time& { return plan.start[instance_index(*problem, i)]; };
  if (std::ranges::any_of(all, [&](Instance i) { return durations[i] >= below; })) return false;
  for (;;) {
    auto order = all;
    std::ranges::stable_sort(order, {}, start);
    plan.orders = Orders(machine_count(*problem));
    for (const Instance i : order)
      for (MachineId m : machines_of(*problem, i.block)) plan.orders[m].push_back(i);
    if (verify(plan, 1).empty()) return true;
    std::size_t k = 0;
    while (k < all.size() && ++start(all[k]) + durations[all[k]] >= below) start(all[k++]) = 0;
    if (k == all.size()) return false;
  }
}

}  // namespace

// Judged by verify alone: all starts of all instances are tried, one by one.
TEST_CASE("exhaustive: no starts whatever are better") {
  std::mt19937_64 random(17);
  int tried = 0, slower = 0, none = 0;
  for (std::uint64_t seed = 0; tried < 150; ++seed) {
    const TransferMode mode = test::transfer_modes[seed % 4];
    Problem problem = test::wide_problem(seed, {.max_devices = 2,
                                                .max_blocks = 4,
                                                .max_micro_batches = 2,
                                                .transfer = mode,
                                                .pairs = false,
                                                .zero_times = false});
    if (instances_of(problem).size() > 4) continue;
    for (Block& block : problem.blocks) {
      block.time = (block.time + 2) / 3;
      block.times.clear();
    }
    const Simulation run = simulate(test::random_plan(std::make_shared<const Problem>(problem), seed));
    if (run.deadlock) continue;
    limit_memory(problem, with_times(test::random_plan(std::make_shared<const Problem>(problem), seed), run),
                 random);
    CAPTURE(to_string(mode), seed);
    const auto best = best_plans(problem);
    REQUIRE(best);
    if (best->within_memory.value_or(9) > 14) continue;
    REQUIRE_FALSE(any_starts(std::make_shared<const Problem>(problem), best->within_memory.value_or(9)));
    ++tried;
    slower += best->within_memory && *best->within_memory > best->makespan;
    none += !best->within_memory;
  }
  INFO(slower << " " << none);
  CHECK(slower > 3);
  CHECK(none > 3);
}
