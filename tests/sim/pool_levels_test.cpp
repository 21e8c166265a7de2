// Curves and peaks of pools, against the judge's levels.
#include "sim/plan/pool_levels.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/judge_play.hpp"
#include "tests/support/wide_drafts.hpp"

using namespace repetend;
using test::Draft;

namespace {

// A fills gpu0 from 0 to 4; O moves it to host0 from 2 on, on a lane of its own; W works from 4 to 5.
Draft two_pools() {
  Draft draft;
  draft.problem.devices = {{.name = "gpu0", .static_memory = 1}};
  draft.problem.machines = {{.name = "d2h", .device = DeviceId{0}}};
  draft.problem.pools = {{.name = "host0"}};
  draft.problem.blocks = {{.name = "A", .time = 2, .uses = {{.device = DeviceId{0}, .acquire = 4}}},
                          {.name = "O",
                           .time = 2,
                           .uses = {{.device = DeviceId{0}, .release = 4}},
                           .machines = {MachineId{1}},
                           .elsewhere = {{.pool = PoolId{1}, .acquire = 3}}},
                          {.name = "W", .time = 1, .uses = {{.device = DeviceId{0}, .workspace = 2}}}};
  draft.plan.orders = {{{BlockId{0}, 0}, {BlockId{2}, 0}}, {{BlockId{1}, 0}}};
  draft.plan.start = {0, 2, 4};
  return draft;
}

}  // namespace

TEST_CASE("the curve of a pool has one step an instant, releases first") {
  const Draft draft = two_pools();
  const std::vector<Time> end{2, 4, 5};
  const auto curves = pool_curves(draft.problem, draft.plan.start, end);
  CHECK(curves[PoolId{0}] == PoolCurve{{0, 5}, {4, 3}, {5, 1}});
  CHECK(curves[PoolId{1}] == PoolCurve{{0, 0}, {2, 3}});
  Draft early = two_pools();
  early.problem.memory_release = MemoryRelease::start;
  CHECK(pool_curves(early.problem, early.plan.start, end)[PoolId{0}] ==
        PoolCurve{{0, 5}, {2, 1}, {4, 3}, {5, 1}});
}

TEST_CASE("the peaks of pools, by order where that tells them") {
  Draft draft = two_pools();
  CHECK(peak_pools(draft.finish()) == IdVector<PoolId, Bytes>{5, 3});
  draft.problem.blocks[1].uses[0].release = 0;  // gpu0's lane alone changes its memory now
  draft.plan.start.clear();
  CHECK(peak_pools(draft.finish()) == IdVector<PoolId, Bytes>{7, 3});
}

TEST_CASE("the peaks of pools are the highest levels that a judge finds") {
  test::Random random(11);
  for (const TransferMode mode : {TransferMode::none, TransferMode::blocking})
    for (int round = 0; round < 300; ++round)
      if (auto draft = test::tight_wide_plan(random, mode)) {
        const Plan plan = draft->finish();
        test::Play play(plan);
        play.measure();
        const auto peaks = peak_pools(plan);
        for (PoolId p : peaks.ids()) CHECK(peaks[p] == test::highest_level(play, p.index()));
      }
}

TEST_CASE("orders do not tell the levels of pools where something takes no time in one micro-batch or pair") {
  Problem problem = two_pools().problem;
  CHECK(sole_machines(problem)[PoolId{1}] == MachineId{1});
  problem.pairs = {{{BlockId{1}}, {BlockId{2}}, 0}};
  CHECK(sole_machines(problem)[PoolId{1}] == std::nullopt);
  problem.pairs.clear();
  problem.blocks[1].times = {0};
  CHECK(sole_machines(problem)[PoolId{1}] == std::nullopt);
}
