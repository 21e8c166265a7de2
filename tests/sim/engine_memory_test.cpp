#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

std::vector<std::pair<Time, Bytes>> curve(const Simulation& simulation, std::size_t device) {
  std::vector<std::pair<Time, Bytes>> steps;
  for (const MemoryStep& step : simulation.memory.at(device)) steps.emplace_back(step.at, step.bytes);
  return steps;
}
using Curve = std::vector<std::pair<Time, Bytes>>;

// One device: a (1 ns) acquires 4, b (2 ns) releases them; b has a workspace of 3.
Problem one_device(MemoryRelease release) {
  Problem problem = test::pipeline(1, 2, 1, 2, 4);
  problem.devices[0].static_memory = 10;
  problem.memory_release = release;
  problem.blocks[1].uses[0].workspace = 3;
  return problem;
}
const Orders alternating{{{BlockId{0}, 0}, {BlockId{1}, 0}, {BlockId{0}, 1}, {BlockId{1}, 1}}};

// What the curve is at a time, by the definition of section 2.
Bytes level_at(const Problem& problem, const Simulation& simulation, DeviceId d, Time t) {
  Bytes level = problem.device(d).static_memory;
  for (std::size_t i = 0; i < problem.instances(); ++i) {
    const DeviceUse* use = find_use(problem.block(instance_at(problem, i).block), d);
    if (!use || simulation.start[i] == never) continue;
    const bool started = simulation.start[i] <= t, ended = simulation.end[i] <= t;
    const bool released = problem.memory_release == MemoryRelease::start ? started : ended;
    level += (started ? use->acquire : 0) - (released ? use->release : 0) +
             (started && !ended ? use->workspace : 0);
  }
  return level;
}

}  // namespace

TEST_CASE("memory curve: release at the end") {
  const Simulation simulation = simulate(one_device(MemoryRelease::end), alternating);
  CHECK(curve(simulation, 0) == Curve{{0, 14}, {1, 17}, {3, 14}, {4, 17}, {6, 10}});
  CHECK(simulation.peak_memory == std::vector<Bytes>{17});
}

TEST_CASE("memory curve: release at the start") {
  const Simulation simulation = simulate(one_device(MemoryRelease::start), alternating);
  CHECK(curve(simulation, 0) == Curve{{0, 14}, {1, 13}, {3, 14}, {4, 13}, {6, 10}});
  CHECK(simulation.peak_memory == std::vector<Bytes>{14});
}

TEST_CASE("memory curves are left out when not asked for, peaks are not") {
  const Simulation simulation =
      simulate(one_device(MemoryRelease::end), alternating, {.memory_curves = false});
  CHECK(simulation.memory.empty());
  CHECK(simulation.peak_memory == std::vector<Bytes>{17});
}

TEST_CASE("out of memory: the first in time, then the lowest device; the run goes on") {
  Problem problem = test::pipeline(2, 2, 1, 2);
  const Orders orders = test::one_forward_one_backward(problem);
  const Time makespan = simulate(problem, orders).makespan;
  problem.devices[0].memory = 1;
  problem.devices[1].memory = 0;
  Simulation simulation = simulate(problem, orders);
  REQUIRE(simulation.out_of_memory);
  CHECK(instance_name(problem, simulation.out_of_memory->instance) == "F0@1");  // at 1, as is F1@0 on gpu1
  CHECK(simulation.out_of_memory->pool == PoolId{0});
  CHECK(simulation.out_of_memory->needed == 2);
  CHECK(simulation.out_of_memory->capacity == 1);
  CHECK(simulation.makespan == makespan);
  problem.devices[0].memory = 2;
  simulation = simulate(problem, orders);
  REQUIRE(simulation.out_of_memory);
  CHECK(instance_name(problem, simulation.out_of_memory->instance) == "F1@0");
  problem.devices[1].memory = 1;
  CHECK_FALSE(simulate(problem, orders).out_of_memory);
}

TEST_CASE("memory curves are what the definition says, at every time") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(47);
    for (int round = 0; round < 60; ++round) {
      const Problem problem = test::random_problem(random, {.transfer = mode});
      const Simulation simulation = simulate(problem, test::random_orders(random, problem));
      for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
        const auto& steps = simulation.memory[d.index()];
        for (std::size_t k = 1; k < steps.size(); ++k) {
          REQUIRE(steps[k - 1].at < steps[k].at);
          REQUIRE(steps[k - 1].bytes != steps[k].bytes);
        }
        for (Time t = 0; t <= simulation.makespan; ++t) {
          const auto after = std::ranges::upper_bound(steps, t, {}, &MemoryStep::at);
          REQUIRE(std::prev(after)->bytes == level_at(problem, simulation, d, t));
        }
      }
    }
  }
}
