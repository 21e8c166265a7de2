// Moving blocks around the circles of their devices: what comes out is a schedule that fits the memory.
#include "search/repetend/relocate.hpp"

#include "search/bounds/bounds.hpp"
#include "search/repetend/partial.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/perturbed.hpp"

namespace repetend::search {
namespace {

CyclicSchedule first_places(const CyclicModel& model, const Steps& steps, Time period) {
  Partial partial(model, period);
  for (const Step& step : steps) partial.place(step.block, partial.places(step, 1).at(0));
  return partial.schedule();
}

void check_schedule(const CyclicModel& model, const CyclicSchedule& schedule) {
  for (const Arc& arc : model.arcs)
    CHECK(schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay);
  for (const auto& blocks : model.on_device)
    for (std::size_t a : blocks)
      for (std::size_t b : blocks) {
        const Time ahead = (schedule.residue(b) - schedule.residue(a) + schedule.period) % schedule.period;
        const bool apart = ahead >= model.duration[a] && ahead + model.duration[b] <= schedule.period;
        CHECK((a == b || apart));
      }
  CHECK(memory_excess(model, schedule) == 0);
}

}  // namespace

TEST_CASE("Blocks are moved until the memory is enough", "[repetend]") {
  int moved = 0;
  for (const std::uint64_t seed : {1, 8, 14, 21}) {
    const auto problem = test::perturbed({"shape: interleaved, chunks: 4", "interleaved", 16, 64}, seed);
    const CyclicModel model(*problem);
    const Time period = period_bound(*problem).exact.ceil();
    const CyclicSchedule before = first_places(model, swing_steps(model), period);
    CAPTURE(seed, period);
    REQUIRE(memory_excess(model, before) > 0);
    Options options;
    options.state_limit = 1'000;
    Budget budget(options);
    const auto after = relocate(model, before, budget);
    if (!after) continue;
    ++moved;
    CHECK(after->period == period);
    check_schedule(model, *after);
  }
  CHECK(moved >= 3);
}

TEST_CASE("A schedule that fits stays as it is", "[repetend]") {
  const auto problem = test::perturbed({"shape: zb", "zb-h1", 4, 16}, 1);
  const CyclicModel model(*problem);
  const CyclicSchedule before =
      first_places(model, forward_steps(model), 3 * period_bound(*problem).exact.ceil());
  REQUIRE(memory_excess(model, before) == 0);
  Budget budget{Options{}};
  const auto after = relocate(model, before, budget);
  REQUIRE(after);
  CHECK(after->start == before.start);
  CHECK(budget.used() == 0);
}

}  // namespace repetend::search
