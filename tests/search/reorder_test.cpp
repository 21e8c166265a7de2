// Changing cyclic orders: what comes out is a schedule of a shorter period that fits the memory.
#include "search/modulo/reorder.hpp"

#include "search/bounds/bounds.hpp"
#include "search/modulo/find.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/perturbed.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

// By a narrow beam, at the first period above the bound at which it finds one.
CyclicSchedule found_above(const CyclicModel& model, Time bound) {
  for (Time period = bound + bound / 64;; period += bound / 64) {
    Budget budget{Options{}};
    if (const auto found = find_at(model, period, 4, budget)) return *found;
  }
}

void check_schedule(const CyclicModel& model, const CyclicSchedule& schedule) {
  for (const Dependence& arc : model.arcs)
    CHECK(schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay);
  for (const auto& blocks : model.on_machine)
    for (BlockId a : blocks)
      for (BlockId b : blocks) {
        const Time ahead = (schedule.slot(b) - schedule.slot(a) + schedule.period) % schedule.period;
        const bool apart = ahead >= model.duration[a] && ahead + model.duration[b] <= schedule.period;
        CHECK((a == b || apart));
      }
  CHECK(memory_excess(model, schedule) == 0);
}

}  // namespace

TEST_CASE("Orders are changed until the period is that of the bound", "[repetend]") {
  int met = 0;
  for (const std::uint64_t seed : {17, 33, 51, 53}) {
    const auto problem = test::perturbed({"shape: interleaved, chunks: 4", "interleaved", 16, 64}, seed);
    const CyclicModel model(*problem);
    const Time bound = period_bound(*problem).exact.ceil();
    const CyclicSchedule before = found_above(model, bound);
    CAPTURE(seed, bound, before.period);
    Options options;
    options.state_limit = 10'000;
    Budget budget(options);
    const CyclicSchedule after = reorder(model, before, bound, budget);
    check_schedule(model, after);
    CHECK(after.period < before.period);
    met += after.period == bound;
  }
  CHECK(met >= 2);
}

TEST_CASE("The seed alone decides which moves are drawn", "[repetend]") {
  const auto problem = test::perturbed({"shape: interleaved, chunks: 4", "interleaved", 16, 64}, 17);
  const CyclicModel model(*problem);
  const Time bound = period_bound(*problem).exact.ceil();
  const CyclicSchedule before = found_above(model, bound);
  const auto starts = [&](std::uint64_t seed) {
    Options options;
    options.state_limit = 300;  // too few to meet the bound, where all seeds would end alike
    Budget budget(options);
    return reorder(model, before, bound, budget, seed).start;
  };
  CHECK(starts(1) == starts(1));
  CHECK(starts(1) != starts(2));
}

TEST_CASE("A period that is met stays as it is", "[repetend]") {
  const auto problem = test::perturbed({"shape: zb", "zb-h1", 4, 16}, 1);
  const CyclicModel model(*problem);
  const CyclicSchedule before = tighten(model, found_above(model, period_bound(*problem).exact.ceil()), 1);
  Budget budget{Options{}};
  const CyclicSchedule after = reorder(model, before, before.period, budget);
  CHECK(after.period == before.period);
  CHECK(budget.used() == 0);
}

TEST_CASE("Whatever the problem, what is reordered is a schedule", "[repetend]") {
  std::mt19937_64 random(5);
  int shorter = 0;
  for (int i = 0; i < 200; ++i) {
    Problem problem =
        test::random_problem(random, {.max_devices = 3, .max_blocks = 7, .transfer = TransferMode::async});
    for (Device& d : problem.devices) d.memory = d.static_memory + test::uniform(random, 8, 40);
    const CyclicModel model(problem);
    Options options;
    options.state_limit = 300;
    Budget budget(options), part(options);
    const Time bound = period_bound(problem).exact.ceil();
    const auto before = find_at(model, 3 * bound, 4, budget);
    if (!before || memory_excess(model, *before) > 0) continue;
    CAPTURE(i);
    const CyclicSchedule after = reorder(model, *before, bound, part);
    CHECK(after.period >= bound);
    CHECK(after.period <= before->period);
    check_schedule(model, after);
    shorter += after.period < before->period;
  }
  CHECK(shorter > 150);
}

}  // namespace repetend::search
