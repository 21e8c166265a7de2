#include "tests/support/problems.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"

namespace repetend::test {

std::int64_t uniform(std::mt19937_64& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(high - low + 1));
}

Problem pipeline(int p, int micro_batches, Time f, Time b, Bytes activation) {
  Problem problem;
  problem.name = "pipeline";
  problem.micro_batches = micro_batches;
  for (int d = 0; d < p; ++d) problem.devices.push_back({.name = "gpu" + std::to_string(d)});
  for (int d = 0; d < p; ++d)
    problem.blocks.push_back({"F" + std::to_string(d),
                              BlockKind::forward,
                              d,
                              f,
                              {{.device = DeviceId{d}, .acquire = activation}}});
  for (int d = p - 1; d >= 0; --d)
    problem.blocks.push_back({"B" + std::to_string(d),
                              BlockKind::backward,
                              d,
                              b,
                              {{.device = DeviceId{d}, .release = activation}}});
  for (int i = 0; i + 1 < 2 * p; ++i) problem.edges.push_back({BlockId{i}, BlockId{i + 1}});
  return problem;
}

namespace {

void add_devices(std::mt19937_64& random, const RandomProblem& options, Problem& problem) {
  const auto count = uniform(random, 1, options.max_devices);
  for (std::int64_t d = 0; d < count; ++d) {
    Device device{.name = "gpu" + std::to_string(d)};
    if (options.speeds && uniform(random, 0, 3) == 0) device.speed = uniform(random, 1, 20) * unit_speed / 10;
    if (options.memory && uniform(random, 0, 3) == 0) device.static_memory = uniform(random, 0, 3);
    problem.devices.push_back(device);
  }
}

void add_links(std::mt19937_64& random, Problem& problem) {
  problem.links.fallback = Link{uniform(random, 0, 3), 1'000'000'000};
  const auto count = static_cast<std::int64_t>(problem.devices.size());
  for (int i = 0; i < 2; ++i) {
    const DeviceId from{static_cast<int>(uniform(random, 0, count - 1))};
    const DeviceId to{static_cast<int>(uniform(random, 0, count - 1))};
    if (from != to) problem.links.pairs[{from, to}] = Link{uniform(random, 0, 9), 500'000'000};
  }
}

void add_blocks(std::mt19937_64& random, const RandomProblem& options, Problem& problem) {
  const auto count = uniform(random, 1, options.max_blocks);
  const auto devices = static_cast<std::int64_t>(problem.devices.size());
  for (std::int64_t b = 0; b < count; ++b) {
    Block block{.name = "b" + std::to_string(b), .time = uniform(random, 1, 9)};
    const bool gang = options.gangs && uniform(random, 0, 4) == 0;
    const auto only = uniform(random, 0, devices - 1);
    for (std::int64_t d = 0; d < devices; ++d)
      if (d == only || (gang && uniform(random, 0, 1)))
        block.uses.push_back({.device = DeviceId{static_cast<int>(d)}});
    problem.blocks.push_back(block);
  }
}

void add_edges(std::mt19937_64& random, const RandomProblem& options, Problem& problem) {
  const int count = static_cast<int>(problem.blocks.size());
  for (int to = 0; to < count; ++to)
    for (int from = 0; from < count; ++from) {
      const bool back = from >= to;
      if (back ? !options.distances || uniform(random, 0, 19) != 0 : uniform(random, 0, 3) != 0) continue;
      const int distance = back || (options.distances && uniform(random, 0, 9) == 0)
                               ? static_cast<int>(uniform(random, 1, 2))
                               : 0;
      problem.edges.push_back({BlockId{from}, BlockId{to}, uniform(random, 0, 6), distance});
    }
}

// Acquires in one block what a later block of the same device releases.
void add_memory(std::mt19937_64& random, Problem& problem) {
  for (int pair = 0; pair < 6; ++pair) {
    const auto last = static_cast<std::int64_t>(problem.blocks.size()) - 1;
    auto a = static_cast<std::size_t>(uniform(random, 0, last));
    auto b = static_cast<std::size_t>(uniform(random, 0, last));
    if (a > b) std::swap(a, b);
    const Bytes bytes = uniform(random, 1, 4);
    for (DeviceUse& use : problem.blocks[a].uses)
      for (DeviceUse& later : problem.blocks[b].uses)
        if (use.device == later.device) {
          use.acquire += bytes;
          later.release += bytes;
        }
    if (uniform(random, 0, 3) == 0) problem.blocks[a].uses.front().workspace = uniform(random, 1, 3);
  }
  problem.memory_release = uniform(random, 0, 1) ? MemoryRelease::start : MemoryRelease::end;
}

}  // namespace

Problem random_problem(std::mt19937_64& random, const RandomProblem& options) {
  Problem problem;
  problem.name = "random";
  problem.micro_batches = static_cast<int>(uniform(random, 1, options.max_micro_batches));
  problem.transfer = options.transfer;
  add_devices(random, options, problem);
  if (options.transfer != TransferMode::none) add_links(random, problem);
  add_blocks(random, options, problem);
  add_edges(random, options, problem);
  if (options.memory) add_memory(random, problem);
  return problem;
}

Orders random_orders(std::mt19937_64& random, const Problem& problem) {
  std::vector<int> done(problem.blocks.size());  // micro-batches of each block that have run
  Orders orders(machine_count(problem));
  const auto ready = [&](BlockId b) {
    const int n = done[b.index()];
    return n < problem.micro_batches && std::ranges::all_of(problem.edges, [&](const Edge& e) {
             return e.to != b || n < e.distance || done[e.from.index()] > n - e.distance;
           });
  };
  for (std::size_t left = problem.instances(); left > 0; --left) {
    std::vector<BlockId> choices;
    for (BlockId b : ids<BlockId>(problem.blocks.size()))
      if (ready(b)) choices.push_back(b);
    const BlockId pick = choices[static_cast<std::size_t>(uniform(random, 0, std::ssize(choices) - 1))];
    for (MachineId m : machines_of(problem, pick)) orders[m].push_back({pick, done[pick.index()]});
    ++done[pick.index()];
  }
  return orders;
}

void give_memory_for(Problem& problem, const Orders& orders) {
  const std::vector<Bytes> peak = peak_memory(problem, orders);
  for (std::size_t d = 0; d < peak.size(); ++d) problem.devices[d].memory = peak[d];
}

std::vector<std::shared_ptr<const Problem>> alone(Problem problem) {
  return {std::make_shared<const Problem>(std::move(problem))};
}

Plan plan_of(Problem problem, Orders orders) {
  return {std::make_shared<const Problem>(std::move(problem)), "test", std::move(orders), {}, {}};
}

}  // namespace repetend::test
