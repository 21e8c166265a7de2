#include "tests/support/wide_tables.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <random>

#include "sim/problem/machines.hpp"
#include "tests/support/lanes.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

// Equal devices, each with further lanes.
Problem with_lanes(const std::string& name, int devices, int micro_batches,
                   const std::vector<std::string>& lanes) {
  Problem problem;
  problem.name = name;
  problem.micro_batches = micro_batches;
  for (int d = 0; d < devices; ++d) problem.devices.push_back({.name = fmt::format("gpu{}", d)});
  for (int d = 0; d < devices; ++d)
    for (const std::string& lane : lanes) problem.machines.push_back({.name = lane, .device = DeviceId{d}});
  return problem;
}

MachineId lane(const Problem& problem, int device, const std::string& name) {
  return *find_machine(problem, fmt::format("gpu{}.{}", device, name));
}

Block& block_of(Problem& problem, BlockId b) { return problem.blocks[b.index()]; }

// A block that follows those, of a stage on its device.
struct StageBlocks {
  Problem& problem;
  int device, stage;

  BlockId add(const std::string& name, BlockKind kind, Time time, const std::vector<BlockId>& after,
              std::vector<MachineId> machines = {}) {
    const BlockId b = add_block(problem, name, kind, device, time, std::move(machines), after);
    block_of(problem, b).stage = stage;
    return b;
  }
  void acquire(BlockId b, Bytes amount) { block_of(problem, b).uses.front().acquire = amount; }
  void release(BlockId b, Bytes amount) { block_of(problem, b).uses.front().release = amount; }
};

std::vector<BlockId> some(std::optional<BlockId> b) { return b ? std::vector{*b} : std::vector<BlockId>{}; }

// A chunk of DeepSeek-V3 as blocks of a stage, named F or B, `name`, the layer and what they are.
struct DeepseekChunk {
  StageBlocks blocks;
  std::string name;
  int layers;
  MachineId comm;

  BlockId forward(std::optional<BlockId> last) {
    using enum BlockKind;
    for (int l = 0; l < layers; ++l) {
      const auto named = [&](std::string_view part) { return fmt::format("F{}.{}.{}", name, l, part); };
      const BlockId attention = blocks.add(named("attn"), BlockKind::forward, 436, some(last));
      const BlockId dispatch = blocks.add(named("dispatch"), communication, 669, {attention}, {comm});
      const BlockId experts = blocks.add(named("mlp"), BlockKind::forward, 460, {dispatch});
      last = blocks.add(named("combine"), communication, 868, {experts}, {comm});
      blocks.acquire(attention, 1);
      blocks.acquire(experts, 1);
    }
    return *last;
  }

  BlockId backward(std::optional<BlockId> last) {
    using enum BlockKind;
    for (int l = layers - 1; l >= 0; --l) {
      const auto named = [&](std::string_view part) { return fmt::format("B{}.{}.{}", name, l, part); };
      const BlockId combine = blocks.add(named("combine"), communication, 577, some(last), {comm});
      const BlockId experts = blocks.add(named("mlp"), input_gradient, 531, {combine});
      const BlockId dispatch = blocks.add(named("dispatch"), communication, 749, {experts}, {comm});
      last = blocks.add(named("attn"), input_gradient, 934, {dispatch});
      blocks.release(blocks.add(named("mlp-w"), weight_gradient, 354, {experts}), 1);
      blocks.release(blocks.add(named("attn-w"), weight_gradient, 239, {*last}), 1);
    }
    return *last;
  }
};

}  // namespace

Problem deepseek_pair(int layers, int micro_batches) {
  Problem problem = with_lanes("deepseek-pair", 1, micro_batches, {"comm"});
  const MachineId comm = lane(problem, 0, "comm");
  DeepseekChunk{{problem, 0, 0}, "", layers, comm}.forward({});
  DeepseekChunk{{problem, 0, 1}, "", layers, comm}.backward({});
  // The two are of different micro-batches, so that nothing is kept from one to the other.
  for (Block& b : problem.blocks) b.uses.front() = {.device = DeviceId{0}};
  return problem;
}

Problem deepseek_pipeline(int p, int m, int layers) {
  Problem problem = with_lanes("deepseek-pipeline", p, m / 2, {"comm"});
  for (Device& device : problem.devices) device.memory = Bytes{2} * layers * (p + 1);
  for (const bool down : {true, false}) {
    const auto chunk = [&](int stage) {
      const int device = down ? stage : p - 1 - stage;
      return DeepseekChunk{{problem, device, stage},
                           fmt::format("{}{}", down ? "d" : "u", stage),
                           layers,
                           lane(problem, device, "comm")};
    };
    std::optional<BlockId> last;
    for (int s = 0; s < p; ++s) last = chunk(s).forward(last);
    for (int s = p - 1; s >= 0; --s) last = chunk(s).backward(last);
  }
  return problem;
}

namespace {

// The copies of what a stage keeps, with lanes d2h and h2d of its device; answers with both.
std::pair<BlockId, BlockId> add_copies(StageBlocks stage, BlockId forward, Time time, Bytes amount,
                                       PoolId host, const std::vector<MachineId>& shared = {}) {
  Problem& problem = stage.problem;
  const auto on = [&](const std::string& name, std::size_t direction) {
    std::vector<MachineId> machines{lane(problem, stage.device, name)};
    if (!shared.empty()) machines.push_back(shared[direction]);
    return machines;
  };
  const BlockId out =
      stage.add(fmt::format("O{}", stage.stage), BlockKind::offload, time, {forward}, on("d2h", 0));
  const BlockId back =
      stage.add(fmt::format("R{}", stage.stage), BlockKind::reload, time, {out}, on("h2d", 1));
  stage.release(out, amount);
  stage.acquire(back, amount);
  block_of(problem, out).elsewhere = {{.pool = host, .acquire = amount}};
  block_of(problem, back).elsewhere = {{.pool = host, .release = amount}};
  return {out, back};
}

Problem copying_problem(const std::string& name, int p, int micro_batches, Bytes memory) {
  Problem problem = with_lanes(name, p, micro_batches, {"d2h", "h2d"});
  for (Device& device : problem.devices) device.memory = memory;
  problem.pools = {{.name = "host"}};
  return problem;
}

}  // namespace

Problem offload_problem(const OffloadCase& c) {
  Problem problem = copying_problem("offload", c.p, c.micro_batches, c.memory);
  const PoolId host{c.p};
  for (int i = 0; c.shared && 2 * i < c.p; ++i)
    for (const auto* direction : {"out", "in"})
      problem.machines.push_back({.name = fmt::format("{}{}", direction, i)});
  std::vector<BlockId> forwards;
  std::vector<std::vector<BlockId>> before(static_cast<std::size_t>(c.p));  // what each backward waits for
  for (int s = 0; s < c.p; ++s) {
    StageBlocks stage{problem, s, s};
    forwards.push_back(stage.add(fmt::format("F{}", s), BlockKind::forward, 1,
                                 some(s ? std::optional(forwards.back()) : std::nullopt)));
    stage.acquire(forwards.back(), 1);
    if (s == c.p - 1) continue;
    std::vector<MachineId> shared;
    for (int direction = 0; c.shared && direction < 2; ++direction)
      shared.push_back(MachineId{3 * c.p + s / 2 * 2 + direction});
    const auto [out, back] = add_copies(stage, forwards.back(), c.copy, 1, host, shared);
    before[static_cast<std::size_t>(s)] = {back};
    if (c.choices)
      problem.choices.push_back(
          {fmt::format("stage{}", s), {{.name = "keep"}, {.name = "offload", .blocks = {out, back}}}});
  }
  BlockId last = forwards.back();
  for (int s = c.p - 1; s >= 0; --s) {
    StageBlocks stage{problem, s, s};
    before[static_cast<std::size_t>(s)].push_back(last);
    last = stage.add(fmt::format("B{}", s), BlockKind::backward, 3, before[static_cast<std::size_t>(s)]);
    stage.release(last, 1);
  }
  return problem;
}

Problem policy_problem(int p, int micro_batches, Bytes memory) {
  constexpr Time forward = 2, backward = 4, copy = 2;
  constexpr Bytes activation = 4, kept = 1;
  Problem problem = copying_problem("policies", p, micro_batches, memory);
  std::vector<BlockId> forwards;
  std::vector<std::vector<BlockId>> before;
  for (int s = 0; s < p; ++s) {
    StageBlocks stage{problem, s, s};
    const BlockId f = stage.add(fmt::format("F{}", s), BlockKind::forward, forward,
                                some(s ? std::optional(forwards.back()) : std::nullopt));
    forwards.push_back(f);
    stage.acquire(f, activation);
    const auto [out, back] = add_copies(stage, f, copy, activation, PoolId{p});
    before.push_back({back});
  }
  BlockId last = forwards.back();
  for (int s = p - 1; s >= 0; --s) {
    StageBlocks stage{problem, s, s};
    const BlockId f = forwards[static_cast<std::size_t>(s)],
                  back = before[static_cast<std::size_t>(s)].front();
    const BlockId again = stage.add(fmt::format("C{}", s), BlockKind::recompute, forward, {f});
    stage.acquire(again, activation - kept);
    Block less = block_of(problem, f);
    less.uses.front().acquire = kept;
    less.uses.front().workspace = activation - kept;
    problem.choices.push_back({fmt::format("stage{}", s),
                               {{.name = "keep"},
                                {.name = "offload", .blocks = {BlockId{back.value - 1}, back}},
                                {.name = "recompute", .blocks = {again}, .set = {{f, less}}}}});
    last = stage.add(fmt::format("B{}", s), BlockKind::backward, backward, {last, back, again});
    stage.release(last, activation);
  }
  return problem;
}

Problem iteration_problem(const IterationCase& c) {
  Problem problem = with_lanes("iteration", c.p, c.micro_batches, {"comm"});
  std::optional<BlockId> last;
  for (int s = 0; s < c.p; ++s) {
    StageBlocks stage{problem, s, s};
    last = stage.add(fmt::format("F{}", s), BlockKind::forward, c.forward, some(last));
    stage.acquire(*last, 1);
  }
  for (int s = c.p - 1; s >= 0; --s) {
    StageBlocks stage{problem, s, s};
    const int parts = s == 0 ? c.buckets : 1;
    for (int k = 0; k < parts; ++k) {
      const std::string name = parts == 1 ? std::to_string(s) : fmt::format("{}.{}", s, k);
      last = stage.add("B" + name, BlockKind::backward, c.backward / parts, some(last));
      const BlockId exchange = stage.add("G" + name, BlockKind::communication, c.exchange / parts, {*last},
                                         {lane(problem, s, "comm")});
      block_of(problem, exchange).repeat = Repeat::last;
    }
    stage.release(*last, 1);
  }
  return problem;
}

Problem uneven_problem(int p, int micro_batches, std::uint64_t seed, bool memory_of_1f1b) {
  Problem problem = pipeline(p, micro_batches, 1'000, 2'000);
  problem.name = "uneven";
  problem.micro_batch_order = MicroBatchOrder::free;
  std::mt19937_64 random(seed);
  constexpr std::int64_t steps = 1 << 30;
  constexpr double sigma = 0.5;
  for (int n = 0; n < micro_batches; ++n) {
    // Box and Muller's normal deviate: the standard's distributions differ by library.
    const double radius = std::sqrt(-2 * std::log(static_cast<double>(uniform(random, 1, steps)) / steps));
    const double angle = 2 * std::numbers::pi * static_cast<double>(uniform(random, 1, steps)) / steps;
    const auto thousandths = std::lround(1'000 * std::exp(sigma * radius * std::cos(angle)));
    problem.scale.push_back(std::max<Speed>(1, thousandths) * (unit_speed / 1'000));
  }
  for (int d = 0; memory_of_1f1b && d < p; ++d)
    problem.devices[static_cast<std::size_t>(d)].memory = std::min(micro_batches, p - d);
  return problem;
}

}  // namespace repetend::test
