// Problems of so many blocks or micro-batches that work which grows with their square, or a look too few at
// the clock, would take minutes; most of these limits are counted, the others generous.
#include <chrono>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/completion/draft.hpp"
#include "search/completion/least_memory.hpp"
#include "search/control/work_limit.hpp"
#include "search/search.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/split_placements.hpp"

namespace repetend::search {
namespace {

// Forwards and backwards of as many micro-batches as one, which share nothing but devices and memory.
Problem pairs(int count, int devices, Bytes memory) {
  Problem problem = test::pipeline(devices, 1, 10, 20);
  for (Device& device : problem.devices) device.memory = memory;
  problem.blocks.clear();
  problem.edges.clear();
  for (int i = 0; i < count; ++i) {
    const DeviceId d{i % devices};
    const std::string name = std::to_string(i);
    problem.edges.push_back({BlockId{2 * i}, BlockId{2 * i + 1}});
    problem.blocks.push_back({"F" + name, BlockKind::forward, {}, 10 + i % 7, {{d, 1, 0}}});
    problem.blocks.push_back({"B" + name, BlockKind::backward, {}, 20 + i % 5, {{d, 0, 1}}});
  }
  return problem;
}

// The largest of all sets of blocks that start no earlier and end no later, of one machine.
Time largest_set(const Problem& problem, const std::vector<BlockId>& blocks) {
  const HeadsAndTails ht = heads_and_tails(problem);
  const auto total = total_durations(problem);
  Time bound = 0;
  for (BlockId first : blocks)
    for (BlockId last : blocks) {
      Time work = 0;
      for (BlockId b : blocks)
        if (ht.head[b] >= ht.head[first] && ht.tail[b] >= ht.tail[last]) work += total[b];
      if (work > 0) bound = std::max(bound, ht.head[first] + work + ht.tail[last]);
    }
  return bound;
}

Time shortest_that_people_use(const Problem& problem) {
  const auto shared = std::make_shared<const Problem>(problem);
  Time shortest = std::numeric_limits<Time>::max();
  for (const Schedule& schedule : all_schedules())
    if (const ScheduledPlan made = schedule_problem(schedule, shared); made.feasible())
      shortest = std::min(shortest, makespan(*made.plan));
  return shortest;
}

}  // namespace

TEST_CASE("the bound of a machine is that of the largest set of its blocks") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 300; ++round) {
    const Problem problem = test::random_problem(random, {.max_devices = 3, .max_blocks = 14});
    Time largest = largest_set(problem, heavy_clique(problem));
    for (const auto& blocks : blocks_by_machine(problem))
      largest = std::max(largest, largest_set(problem, blocks));
    CHECK(work_makespan_bound(problem).value == largest);
  }
}

TEST_CASE("work without states ends at its steps, and soon after it is told to stop") {
  WorkLimit few(never_stop, 10);
  CHECK(few.take(10));
  CHECK(!few.take(1));
  CHECK(few.out());
  bool stop = false;
  WorkLimit told([&] { return stop; }, 1'000'000'000);
  CHECK(told.take(2'000'000));
  stop = true;
  CHECK(told.take(500'000));
  CHECK(!told.take(500'000));
  CHECK(!told.take(1));
}

TEST_CASE("bounds that are told to stop hold all the same") {
  const Problem problem = pairs(4000, 8, 4);
  const Stop now = [] { return true; };
  CHECK(period_bound(problem, now).exact <= period_bound(problem).exact);
  CHECK(makespan_bound(problem, now).value <= makespan_bound(problem).value);
  CHECK(windows_bound(test::tessel_placement("v", {.devices = 64, .memory = 64}), now).exact <= Ratio{4, 1});
}

TEST_CASE("what is kept of a problem grows with its blocks, not with their square") {
  const Problem problem = pairs(10'000, 1, 4);
  const DraftModel model(problem);
  CHECK(model.beside[BlockId{0}] == model.beside[BlockId{1}]);
  CHECK(model.beside[BlockId{0}]->size() == problem.blocks.size());
  Problem tight = problem;
  tight.devices[0].memory = 0;
  CHECK(least_memory(tight).needed == 1);
}

TEST_CASE("as many blocks as 40,000 are planned within states, and within any time") {
  const Placements placements = test::alone(pairs(20'000, GENERATE(1, 64), 4));
  Options options;
  SECTION("by states") {}
  SECTION("in no time") { options.time_limit_s = 0; }
  const auto begin = std::chrono::steady_clock::now();
  const Result result = search(placements, options);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  CHECK(took.count() < 120);
}

TEST_CASE("with no time at all the plan is the best schedule that people use") {
  std::vector<Problem> problems{test::tessel_placement("v", {.micro_batches = 2048, .memory = 4}),
                                test::tessel_placement("x", {.micro_batches = 2048}),
                                test::tessel_placement("m", {.micro_batches = 2048, .memory = 8}),
                                test::pipeline(8, 1024, 10, 20)};
  for (const char* shape : {"zb", "zbv", "dualpipe"})
    for (const Bytes memory : {Bytes{4}, Bytes{7}, unlimited}) {
      problems.push_back(test::split_placement(shape, 4, 1024));
      for (Device& device : problems.back().devices) device.memory = memory;
    }
  for (const Problem& problem : problems) {
    Options options;
    options.time_limit_s = 0;
    const Result result = search(test::alone(problem), options);
    REQUIRE(result.plan);
    CHECK(makespan(*result.plan) <= shortest_that_people_use(problem));
  }
}

// The memory takes 12 micro-batches a chunk, fewer than there are devices: the ramp bound says what that
// costs, and interleaving in groups of 12 takes no more.
TEST_CASE("Interleaving with 0.7 of its memory is proved the shortest") {
  const Scenario scenario = parse_scenario(
      "{name: x, time_unit: ns, memory_unit: B, micro_batches: 96, devices: {count: 16, memory: 100}, "
      "placement: {shape: interleaved, chunks: 8, forward: 1, backward: 2, activation: 1}}",
      "x");
  const Result result = search(scenario.placements());
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  CHECK(makespan(*result.plan) == 2433);
  CHECK(result.makespan_optimal);
}

// One beam of the usual width would take more states than there are for all periods.
TEST_CASE("Few states for many blocks are spent on several narrow beams") {
  const Scenario scenario = parse_scenario(
      "{name: x, time_unit: ns, memory_unit: B, micro_batches: 48, devices: {count: 16, memory: 71}, "
      "placement: {shape: interleaved, chunks: 8, forward: 1000, backward: 2000, activation: 1}}",
      "x");
  Options options;
  options.objective = Objective::period;
  options.state_limit = 10'000;
  const Result result = search(scenario.placements(), options);
  REQUIRE(result.plan);
  REQUIRE(result.plan->repetend);
  CHECK(result.plan->repetend->period <= Time{27'000} * result.plan->repetend->micro_batches);
}

}  // namespace repetend::search
