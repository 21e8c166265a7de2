// The exhaustive references for small wide problems, of plans and of cyclic schedules, on answers that are
// known by hand.
#include "tests/support/exhaustive_wide.hpp"

#include "sim/engine/engine.hpp"
#include "sim/problem/check.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cyclic_wide.hpp"
#include "tests/support/played_plan.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/repetends.hpp"
#include "tests/support/small_problems.hpp"

using namespace repetend;
using test::best_plans;
using test::BestPlans;

namespace {

constexpr DeviceId gpu0{0}, gpu1{1};
constexpr PoolId memory0{0};

// The makespans memory aside and within it; the plans are played as they say.
BestPlans check_best(const Problem& problem, Time fastest, std::optional<Time> within) {
  REQUIRE(check(problem).empty());
  const auto best = best_plans(problem);
  REQUIRE(best);
  CHECK(best->makespan == fastest);
  CHECK(best->within_memory == within);
  if (best->fitting) test::check_played(*best->fitting, *within);
  CHECK(simulate(best->fastest).makespan == fastest);
  return *best;
}

// F computes, X communicates, B computes, for two micro-batches; U runs once.
Problem two_lanes(Bytes memory) {
  Problem p;
  p.micro_batches = 2;
  p.devices = {{.name = "gpu0", .memory = memory}};
  p.machines = {{.name = "comm", .device = gpu0}};
  p.blocks = {{.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 1}}},
              {.name = "X", .time = 3, .uses = {{.device = gpu0}}, .machines = {MachineId{1}}},
              {.name = "B", .time = 4, .uses = {{.device = gpu0, .release = 1}}},
              {.name = "U", .time = 1, .uses = {{.device = gpu0}}, .repeat = Repeat::last}};
  p.edges = {{BlockId{0}, BlockId{1}}, {BlockId{1}, BlockId{2}}, {BlockId{2}, BlockId{3}}};
  return p;
}

// F, O over the lane d2h to the host, R over h2d back, B.
Problem offload(Bytes memory, Bytes host) {
  Problem p;
  p.micro_batches = 2;
  p.devices = {{.name = "gpu0", .memory = memory}};
  p.machines = {{.name = "d2h", .device = gpu0}, {.name = "h2d", .device = gpu0}};
  p.pools = {{.name = "host", .capacity = host}};
  p.blocks = {{.name = "F", .time = 1, .uses = {{.device = gpu0, .acquire = 1}}},
              {.name = "O", .time = 1, .uses = {{.device = gpu0, .release = 1}}, .machines = {MachineId{1}}},
              {.name = "R", .time = 1, .uses = {{.device = gpu0, .acquire = 1}}, .machines = {MachineId{2}}},
              {.name = "B", .time = 2, .uses = {{.device = gpu0, .release = 1}}}};
  p.blocks[1].elsewhere = {{PoolId{1}, 1}};
  p.blocks[2].elsewhere = {{PoolId{1}, 0, 1}};
  p.edges = {{BlockId{0}, BlockId{1}}, {BlockId{1}, BlockId{2}}, {BlockId{2}, BlockId{3}}};
  return p;
}

// Two stages that take times by micro-batch: the flow shop of two machines.
Problem flow_shop(MicroBatchOrder order) {
  Problem p;
  p.micro_batches = 2;
  p.micro_batch_order = order;
  p.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  p.blocks = {{.name = "F0", .time = 1, .uses = {{.device = gpu0}}, .times = {5, 1}},
              {.name = "F1", .time = 1, .uses = {{.device = gpu1}}, .times = {1, 5}}};
  p.edges = {{BlockId{0}, BlockId{1}}};
  return p;
}

// Two stages of time 1 a latency of 3 apart.
Problem two_stages(TransferMode mode) {
  Problem p;
  p.micro_batches = 2;
  p.transfer = mode;
  p.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  p.links.fallback = Link{3, 1'000'000'000};
  p.blocks = {{.name = "F0", .time = 1, .uses = {{.device = gpu0}}},
              {.name = "F1", .time = 1, .uses = {{.device = gpu1}}}};
  p.edges = {{BlockId{0}, BlockId{1}}};
  return p;
}

// A pipeline with an exchange of G on a lane of its own after the last backward of each device.
Problem with_exchanges(int p, int micro_batches, Time g) {
  Problem problem = test::pipeline(p, micro_batches, 1, 2);
  for (int d = 0; d < p; ++d) {
    const MachineId lane = further_machine(problem, problem.machines.size());
    problem.machines.push_back({.name = "comm", .device = DeviceId{d}});
    problem.blocks.push_back({.name = "G" + std::to_string(d),
                              .kind = BlockKind::communication,
                              .time = g,
                              .uses = {{.device = DeviceId{d}}},
                              .repeat = Repeat::last,
                              .machines = {lane}});
    const auto exchange = problem.blocks.size() - 1;
    problem.edges.push_back({BlockId{2 * p - 1 - d}, BlockId{exchange}});
  }
  return problem;
}

}  // namespace

// The first B can start at 5, before which only F@1 can compute: 5 + 2 * 4 + 1. With memory for one
// micro-batch nothing overlaps: 2 * (2 + 3 + 4) + 1.
TEST_CASE("exhaustive: two lanes") {
  CHECK(check_best(two_lanes(2), 14, 14).least_peaks[memory0] == 2);
  check_best(two_lanes(1), 14, 19);
}

// B can start at 3 at the earliest: 3 + 2 * 2. With memory for one micro-batch F and O of one, and R and B of
// one, hold it all the time that they take: 2 * (1 + 1) + 2 * (1 + 2). F@1 must wait for the end of O@0.
TEST_CASE("exhaustive: offload") {
  const BestPlans best = check_best(offload(2, 2), 7, 7);
  CHECK(best.least_peaks.plain() == std::vector<Bytes>{2, 1});  // O@1 can start as R@0 ends
  const BestPlans tight = check_best(offload(1, 2), 7, 10);
  CHECK_FALSE(tight.fitting->couplings.waits.empty());
  CHECK_FALSE(best_plans(offload(0, 2))->fitting);
  CHECK_FALSE(best_plans(offload(2, 0))->fitting);
}

// F@0, then F@1 with B@0 in 5 instead of 6, then B@1. Memory for one keeps them apart.
TEST_CASE("exhaustive: a fused pair") {
  Problem p;
  p.micro_batches = 2;
  p.devices = {{.name = "gpu0", .memory = 2}};
  p.blocks = {{.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 1}}},
              {.name = "B", .time = 4, .uses = {{.device = gpu0, .release = 1}}}};
  p.edges = {{BlockId{0}, BlockId{1}}};
  p.pairs = {{{BlockId{0}}, {BlockId{1}}, 5}};
  const BestPlans best = check_best(p, 11, 11);
  CHECK(best.fastest.couplings.fused.size() == 1);
  CHECK(best.least_peaks[memory0] == 2);
  p.devices[0].memory = 1;
  CHECK(check_best(p, 11, 12).fitting->couplings.fused.empty());
  p.pairs[0].time = 7;  // worse than one after the other
  p.devices[0].memory = 2;
  CHECK(check_best(p, 12, 12).fastest.couplings.fused.empty());
}

namespace {

// F and a backward in two, of 2 each, that take 5 together.
Problem split_backward_pair(int micro_batches) {
  Problem p;
  p.micro_batches = micro_batches;
  p.devices = {{.name = "gpu0"}};
  p.blocks = {{.name = "F", .time = 2, .uses = {{.device = gpu0}}},
              {.name = "I", .time = 2, .uses = {{.device = gpu0}}},
              {.name = "W", .time = 2, .uses = {{.device = gpu0}}}};
  p.edges = {{BlockId{0}, BlockId{1}}, {BlockId{1}, BlockId{2}}};
  p.pairs = {{{BlockId{0}}, {BlockId{1}, BlockId{2}}, 5}};
  return p;
}

}  // namespace

// The backward is split: all three run as one in 5, in the place of 2 + 2 + 2.
TEST_CASE("exhaustive: a pair with a list") {
  const Problem p = split_backward_pair(2);
  CHECK(check_best(p, 11, 11).fastest.couplings.fused.front().size() == 3);
}

// One after the other I and W take 4 and F nothing; fused all take 3, less than what leads from I to W.
TEST_CASE("exhaustive: a side of a pair that runs as one is shorter than its chain") {
  Problem p;
  p.devices = {{.name = "gpu0"}};
  p.blocks = {{.name = "F", .time = 0, .uses = {{.device = gpu0}}},
              {.name = "I", .time = 2, .uses = {{.device = gpu0}}},
              {.name = "W", .time = 2, .uses = {{.device = gpu0}}}};
  p.edges = {{BlockId{1}, BlockId{2}}};
  check_best(p, 4, 4);
  p.pairs = {{{BlockId{0}}, {BlockId{1}, BlockId{2}}, 3}};
  check_best(p, 3, 3);
}

// (m + p - 1)(F + B) + G: device r ends r B before device 0, whose exchange alone makes it longer.
TEST_CASE("exhaustive: exchanges after the last backward") {
  for (const auto& [p, m] : {std::pair(1, 2), std::pair(2, 1), std::pair(2, 2), std::pair(2, 3)})
    for (const Time g : {1, 2, 5}) {
      CAPTURE(p, m, g);
      check_best(with_exchanges(p, m, g), (m + p - 1) * 3 + g, (m + p - 1) * 3 + g);
    }
}

// Keeping takes 2 * 3 and a byte more than recomputing, which takes 2 * 4.
TEST_CASE("exhaustive: a choice") {
  Problem p;
  p.micro_batches = 2;
  p.devices = {{.name = "gpu0", .memory = 2}};
  p.blocks = {
      {.name = "F", .time = 1, .uses = {{.device = gpu0, .acquire = 2}}},
      {.name = "C", .kind = BlockKind::recompute, .time = 1, .uses = {{.device = gpu0, .acquire = 1}}},
      {.name = "B", .time = 2, .uses = {{.device = gpu0, .workspace = 1}}}};
  p.blocks[2].uses[0].release = 2;
  p.edges = {{BlockId{0}, BlockId{1}}, {BlockId{1}, BlockId{2}}};
  Block lean = p.blocks[0];
  lean.uses[0].acquire = 1;
  Block light = p.blocks[2];
  light.uses[0].workspace = 0;
  p.choices = {
      {"stage0", {{"keep", {}, {}}, {"recompute", {BlockId{1}}, {{BlockId{0}, lean}, {BlockId{2}, light}}}}}};
  const BestPlans best = check_best(p, 6, 8);
  CHECK(best.fastest.problem->chosen.front().second == "keep");
  CHECK(best.fitting->problem->chosen.front().second == "recompute");
  p.devices[0].memory = 3;
  CHECK(check_best(p, 6, 6).fitting->problem->chosen.front().second == "keep");
}

// Johnson's rule: the micro-batch that is short on the first machine goes first.
TEST_CASE("exhaustive: micro-batches in any order") {
  check_best(flow_shop(MicroBatchOrder::given), 11, 11);
  const BestPlans best = check_best(flow_shop(MicroBatchOrder::free), 7, 7);
  CHECK(best.fastest.micro_batch_order == std::vector<std::int32_t>{1, 0});
}

// Asynchronous messages leave at 1 and 2. A rendezvous starts when F1@0 has ended, at 5. A blocking sender
// goes on at 4, and the receiver is free at 5.
TEST_CASE("exhaustive: transfer modes") {
  check_best(two_stages(TransferMode::none), 3, 3);
  check_best(two_stages(TransferMode::async), 6, 6);
  check_best(two_stages(TransferMode::rendezvous), 9, 9);
  check_best(two_stages(TransferMode::blocking), 9, 9);
}

namespace {

Time least_period(const Problem& problem, int u) {
  REQUIRE(check(problem).empty());
  const auto found = test::least_cyclic(problem, u);
  REQUIRE(found);
  return found->period;
}

// A pipeline of two stages of F = 1 and B = 2, where X on a lane of gpu0 comes before the last B.
Problem two_stage_lanes(Bytes memory) {
  Problem p = test::pipeline(2, 1, 1, 2);
  p.devices[0].memory = memory;
  p.machines = {{.name = "comm", .device = gpu0}};
  p.blocks.push_back({.name = "X", .time = 1, .uses = {{.device = gpu0}}, .machines = {MachineId{2}}});
  std::erase_if(p.edges, [](const Edge& e) { return e.to == BlockId{3}; });
  p.edges.push_back({BlockId{2}, BlockId{4}});
  p.edges.push_back({BlockId{4}, BlockId{3}});
  return p;
}

}  // namespace

// Computing takes 6 of a period; a byte is held for 2 + 3 + 4 at least, so that one allows 9.
TEST_CASE("cyclic: two lanes") {
  CHECK(least_period(two_lanes(2), 1) == 6);
  CHECK(least_period(two_lanes(1), 1) == 9);
  CHECK(least_period(two_lanes(2), 2) == 12);
  CHECK(least_period(two_lanes(1), 2) == 18);
}

// Computing takes 3. A byte of one micro-batch is held for 1 + 1 on its way out and for 1 + 2 on its way in,
// 5 in all, and two bytes hold 5 / 2 a micro-batch.
TEST_CASE("cyclic: offload") {
  CHECK(least_period(offload(2, 2), 1) == 3);
  CHECK(least_period(offload(1, 2), 1) == 5);
  CHECK_FALSE(test::least_cyclic(offload(0, 2), 1));
  CHECK_FALSE(test::least_cyclic(offload(1, 0), 1));
}

// A byte is held for 1 + 1 + 2 + 1 + 2, so that two allow 7 for two micro-batches, which is 4 for one.
TEST_CASE("cyclic: two micro-batches in a repetition do better than one") {
  CHECK(least_period(two_stage_lanes(unlimited), 1) == 3);
  CHECK(least_period(two_stage_lanes(2), 1) == 4);
  CHECK(least_period(two_stage_lanes(2), 2) == 7);
  CHECK(least_period(two_stage_lanes(1), 1) == 7);
}

// F = 2 and B = 4 take 5 where F of the next micro-batch runs fused with B, which takes a second byte.
TEST_CASE("cyclic: a pair") {
  Problem p = test::pipeline(1, 1, 2, 4);
  p.pairs = {{{BlockId{0}}, {BlockId{1}}, 5}};
  p.devices[0].memory = 1;
  CHECK(least_period(p, 1) == 6);
  CHECK(least_period(p, 2) == 12);
  p.devices[0].memory = 2;
  CHECK(least_period(p, 1) == 5);
  CHECK(least_period(p, 2) == 10);
  p.pairs[0].time = 7;  // it need not
  CHECK(least_period(p, 1) == 6);
}

// I and W run as one with F of a later micro-batch: 5 instead of 2 + 2 + 2. Where each
// micro-batch waits for the one before it there is none.
TEST_CASE("cyclic: a pair with a list") {
  Problem p = split_backward_pair(4);
  CHECK(least_period(p, 1) == 5);
  CHECK(least_period(p, 2) == 10);
  p.edges.push_back({BlockId{2}, BlockId{0}, 0, 1});  // each micro-batch waits for the one before
  CHECK(least_period(p, 1) == 6);
}

TEST_CASE("cyclic: plain problems as the older reference has them") {
  std::mt19937_64 random(23);
  int known = 0;
  for (int round = 0; known < 40; ++round) {
    Problem p = test::small_problem(random);
    if (p.blocks.size() > 5) continue;
    p.transfer = TransferMode::none;
    for (const int u : {1, 2}) {
      if (u == 2 && p.blocks.size() > 4) continue;
      CAPTURE(round, u);
      const auto expected = test::least_period(p, u);
      if (!expected || *expected > 12) continue;
      REQUIRE(least_period(p, u) == *expected);
      ++known;
    }
  }
}
