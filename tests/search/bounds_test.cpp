#include "search/bounds/bounds.hpp"

#include "search/modulo/find.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/repetends.hpp"

namespace repetend::search {
namespace {

Problem with_memory(Problem problem, Bytes memory) {
  for (Device& d : problem.devices) d.memory = memory;
  return problem;
}

// A problem whose capacities sometimes bind.
Problem tight_problem(std::mt19937_64& random, const test::RandomProblem& options) {
  Problem problem = test::random_problem(random, options);
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 1)) d.memory = d.static_memory + test::uniform(random, 1, 12);
  return problem;
}

}  // namespace

TEST_CASE("The device bound counts blocking transfers, the link bound their links") {
  Problem problem = test::pipeline(2, 4, 10, 20);
  for (Edge& e : problem.edges) e.bytes = 7;
  problem.links.fallback = Link{3, 1'000'000'000};
  CHECK(device_bound(problem).exact.num == 30);
  problem.transfer = TransferMode::blocking;
  CHECK(device_bound(problem).exact.num == 30 + 2 * (7 + 3));
  CHECK(device_bound(problem).reason == "gpu0 works 30 ns a micro-batch and is held by transfers for 20 ns");
  problem.transfer = TransferMode::async;
  CHECK(link_bound(problem).exact.num == 7);
  CHECK(link_bound(problem).reason == "the link from gpu0 to gpu1 is taken 7 ns a micro-batch");
}

TEST_CASE("The clique bound sees gangs that pairwise overlap") {
  Problem problem;
  for (int d = 0; d < 3; ++d) problem.devices.push_back({.name = "gpu" + std::to_string(d)});
  const auto gang = [&](const char* name, int a, int b) {
    problem.blocks.push_back({.name = name, .time = 5, .uses = {{DeviceId{a}}, {DeviceId{b}}}});
  };
  gang("A", 0, 1);
  gang("B", 1, 2);
  gang("C", 0, 2);
  CHECK(device_bound(problem).exact.num == 10);
  CHECK(clique_bound(problem).exact.num == 15);
  CHECK(clique_bound(problem).reason == "A, B, C pairwise share a device and work 15 ns a micro-batch");
}

TEST_CASE("The recurrence bound is the exact maximum cycle ratio") {
  Problem problem = test::pipeline(3, 4, 10, 21);
  problem.edges.push_back({BlockId{5}, BlockId{0}, 0, 2});  // the whole chain takes 93 in 2 micro-batches
  problem.edges.push_back({BlockId{2}, BlockId{1}, 0, 1});  // 20 in 1
  const PeriodBound bound = recurrence_bound(problem);
  CHECK(bound.exact == Ratio{93, 2});
  CHECK(bound.exact.ceil() == 47);
  CHECK_THAT(bound.reason, ContainsSubstring("takes 93 ns in 2 micro-batches"));
}

TEST_CASE("The memory bound is Little's law") {
  // V with F = 1, B = 3 on 4 devices: a micro-batch stays 16 on the first, whichever the release rule.
  const auto release = GENERATE(MemoryRelease::start, MemoryRelease::end);
  const Problem v = test::tessel_placement("v", {.memory = 3, .release = release});
  CHECK(memory_bound(v).exact == Ratio{16, 3});
  for (Bytes memory = 2; memory <= 8; ++memory)
    CHECK(memory_bound(with_memory(test::pipeline(8, 8, 1, 2), memory)).exact == Ratio{24, memory});
  // Amounts of 4 bytes leave 3 of 15 unused.
  CHECK(memory_bound(with_memory(test::pipeline(4, 8, 1, 3, 4), 15)).exact == Ratio{64, 12});
}

TEST_CASE(
    "Gangs are barriers: devices idle while others work towards their first block and from their last") {
  // The least makespans are known to be these at N = 2, 3 and 4, and for M and NN at 8 those of
  // Tessel.
  const auto [shape, work, idle] =
      GENERATE(table<std::string, Time, Time>({{"m", 6, 12}, {"nn", 8, 12}, {"k", 6, 4}, {"mllm", 8, 12}}));
  const int n = GENERATE(1, 2, 8);
  CAPTURE(shape, n);
  CHECK(barrier_makespan_bound(test::tessel_placement(shape, {.micro_batches = n})).value == n * work + idle);
}

TEST_CASE("Memory fills and empties step by step") {
  // Device 0 holds 24 of each micro-batch, and misses (M - 1) M / 2 at F = 1 and as much at B = 2.
  for (Bytes memory = 2; memory <= 8; ++memory) {
    const Problem v = with_memory(test::pipeline(8, 64, 1, 2), memory);
    const Time area = 24 * 64 + 3 * memory * (memory - 1) / 2;
    CHECK(memory_makespan_bound(v).value == (area + memory - 1) / memory);
  }
  // Too short to fill the memory, so only the area counts: gpu1 holds something, 1 after gpu0 begins and 2
  // before it ends.
  CHECK(memory_makespan_bound(with_memory(test::pipeline(2, 1, 1, 2), 8)).value == 4);
}

TEST_CASE("Memory lets a device run only so far ahead while the pipeline fills and drains") {
  // p = 4, F = 1, B = 2, memory M: gpu0 runs M forwards until the first one is back at 10, and M backwards in
  // the 11 after its last forward; N - M of each lie between.
  for (Bytes memory = 1; memory <= 3; ++memory) {
    const Problem v = with_memory(test::pipeline(4, 16, 1, 2), memory);
    CHECK(ramp_makespan_bound(v).value == 10 + 3 * (16 - memory) + 11);
  }
  // 1F1B's memory on every device, which is met: gpu3 waits for 3 forwards, and 3 backwards after it.
  CHECK(ramp_makespan_bound(with_memory(test::pipeline(4, 16, 1, 2), 4)).value == (16 + 4 - 1) * 3);
}

TEST_CASE("No makespan is below its bound") {
  std::mt19937_64 random(11);
  int met = 0, feasible = 0;
  for (int i = 0; i < 400; ++i) {
    const auto mode = test::transfer_modes[i % 4];
    const Problem problem =
        tight_problem(random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 2, .transfer = mode});
    const auto least = test::least_makespan(problem);
    if (!least) continue;
    ++feasible;
    CAPTURE(i, to_string(mode));
    CHECK(makespan_bound(problem).value <= *least);
    CHECK(work_makespan_bound(problem).value <= *least);
    CHECK(memory_makespan_bound(problem).value <= *least);
    CHECK(ramp_makespan_bound(problem).value <= *least);
    CHECK(barrier_makespan_bound(problem).value <= *least);
    met += makespan_bound(problem).value == *least;
  }
  CHECK(feasible > 200);
  CHECK(met > feasible / 2);
}

TEST_CASE("No makespan of a pipeline short of memory is below its bound") {
  std::mt19937_64 random(13);
  int more = 0;
  const int all = seeds(60, 15);
  for (int i = 0; i < all; ++i) {
    Problem problem = test::pipeline(2, 2 + i % 3, 1, 1);
    for (Block& block : problem.blocks) block.time = test::uniform(random, 1, 5);
    for (Device& d : problem.devices) d.memory = test::uniform(random, 1, 3);
    problem.memory_release = i % 2 ? MemoryRelease::start : MemoryRelease::end;
    const auto least = test::least_makespan(problem);
    REQUIRE(least);
    CAPTURE(i);
    const Time ramp = ramp_makespan_bound(problem).value;
    CHECK(ramp <= *least);
    more += ramp > work_makespan_bound(problem).value;
  }
  CHECK(more * 6 > all);
}

TEST_CASE("No period is below its bound, and the beam comes close to the least") {
  std::mt19937_64 random(12);
  int feasible = 0, optimal = 0, bound_met = 0;
  for (int i = 0; i < 150; ++i) {
    Problem problem =
        tight_problem(random, {.max_devices = 2, .max_blocks = 4, .max_micro_batches = 2, .speeds = false});
    for (Block& block : problem.blocks) block.time = 1 + block.time % 4;
    const auto least = test::least_period(problem);
    if (!least) continue;
    ++feasible;
    const Time bound = period_bound(problem).exact.ceil();
    CAPTURE(i);
    CHECK(bound <= *least);
    bound_met += bound == *least;
    Budget budget{Options{}};
    const CyclicModel model(problem);
    const auto found = find_cyclic(model, bound, 32, budget);
    if (!found) continue;
    CHECK(found->period >= bound);
    CHECK(memory_excess(model, *found) == 0);
    optimal += found->period <= *least;
  }
  CAPTURE(feasible, optimal, bound_met);
  CHECK(feasible > 80);
  CHECK(optimal >= feasible * 95 / 100);
  CHECK(bound_met >= feasible * 80 / 100);
}

TEST_CASE("Bounds hold for repetends of two micro-batches") {
  std::mt19937_64 random(13);
  int known = 0;
  for (int i = 0; i < 60; ++i) {
    Problem problem =
        tight_problem(random, {.max_devices = 2, .max_blocks = 2, .max_micro_batches = 2, .speeds = false});
    for (Block& block : problem.blocks) block.time = 1 + block.time % 4;
    const auto least = test::least_period(problem, 2);
    CAPTURE(i);
    if (!least) continue;
    ++known;
    CHECK(period_bound(problem).exact.ceil_times(2) <= *least);
  }
  CHECK(known > 40);
}

}  // namespace repetend::search
