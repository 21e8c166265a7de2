#include "tests/support/small_problems.hpp"

#include <algorithm>

#include "sim/plan/plan.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {
namespace {

bool one_in(std::mt19937_64& random, std::int64_t n) { return uniform(random, 1, n) == n; }

BlockId add_timed_block(Problem& problem, BlockKind kind, int first_device, int devices, Time time) {
  Block block{.name = "b" + std::to_string(problem.blocks.size()), .kind = kind, .time = time};
  for (int d = 0; d < devices; ++d) block.uses.push_back({DeviceId{first_device + d}});
  problem.blocks.push_back(std::move(block));
  return BlockId{static_cast<int>(problem.blocks.size()) - 1};
}

// The first block takes as much of every device that both run on as the second one gives back.
void hold(Problem& problem, BlockId from, BlockId to, Bytes bytes) {
  for (DeviceUse& taken : problem.blocks[from.index()].uses)
    for (DeviceUse& given : problem.blocks[to.index()].uses)
      if (taken.device == given.device) {
        taken.acquire += bytes;
        given.release += bytes;
      }
}

// Forward and backward through stages that go around the devices or back and forth, the backward split or
// not; blocks on all devices may come first, between them and last.
class Pipeline {
 public:
  Pipeline(std::mt19937_64& random, Problem& problem)
      : random_(random), problem_(problem), devices_(static_cast<int>(problem.devices.size())) {
    const bool split = devices_ < 4 && one_in(random, 3);
    const std::int64_t chunks = devices_ == 2 && one_in(random, 2) ? 2 : 1;
    const bool back_and_forth = one_in(random, 2);
    for (int s = 0; s < chunks * devices_; ++s)
      stages_.push_back(back_and_forth && s >= devices_ ? 2 * devices_ - 1 - s : s % devices_);
    const bool gangs = one_in(random, 3);
    if (gangs) follow(BlockKind::other, 0, devices_);
    for (int d : stages_) forward_.push_back(follow(BlockKind::forward, d, 1));
    if (gangs && one_in(random, 2)) follow(BlockKind::other, 0, devices_);
    for (std::size_t s = stages_.size(); s-- > 0;) backward(s, split);
  }

 private:
  BlockId follow(BlockKind kind, int first_device, int devices) {
    const BlockId block = add_timed_block(problem_, kind, first_device, devices, uniform(random_, 1, 9));
    if (last_) problem_.edges.push_back({*last_, block, uniform(random_, 0, 4)});
    last_ = block;
    return block;
  }

  void backward(std::size_t s, bool split) {
    const Bytes activation = uniform(random_, 1, 2);
    const BlockId through = follow(split ? BlockKind::input_gradient : BlockKind::backward, stages_[s], 1);
    BlockId releases = through;
    if (split) {
      releases = add_timed_block(problem_, BlockKind::weight_gradient, stages_[s], 1, uniform(random_, 1, 9));
      problem_.edges.push_back({through, releases});
    }
    hold(problem_, forward_[s], releases, activation);
  }

  std::mt19937_64& random_;
  Problem& problem_;
  int devices_;
  std::vector<int> stages_;  // devices
  std::vector<BlockId> forward_;
  std::optional<BlockId> last_;
};

// Every block after the first depends on one or two of those before it.
void add_graph(std::mt19937_64& random, Problem& problem) {
  const auto blocks = uniform(random, 4, 14);
  const auto devices = std::ssize(problem.devices);
  for (int b = 0; b < blocks; ++b) {
    const auto first = uniform(random, 0, devices - 1);
    const auto gang = one_in(random, 6) ? uniform(random, 1, devices - first) : 1;
    const BlockId to = add_timed_block(problem, BlockKind::other, static_cast<int>(first),
                                       static_cast<int>(gang), uniform(random, 1, 9));
    std::vector<BlockId> before;
    for (int i = 0; b > 0 && i < (one_in(random, 4) ? 2 : 1); ++i)
      before.emplace_back(static_cast<int>(uniform(random, std::max(0, b - 3), b - 1)));
    std::ranges::sort(before);
    before.erase(std::ranges::unique(before).begin(), before.end());
    for (BlockId from : before) problem.edges.push_back({from, to, uniform(random, 0, 4)});
  }
}

// Held from a block until a later one along the edges.
void add_held_memory(std::mt19937_64& random, Problem& problem) {
  const auto blocks = std::ssize(problem.blocks);
  for (int i = 0; i < blocks / 2; ++i) {
    const BlockId from{static_cast<int>(uniform(random, 0, blocks - 1))};
    BlockId to = from;
    for (const Edge& e : problem.edges)  // by consumer, hence in dependency order
      if (e.from == to && !one_in(random, 4)) to = e.to;
    if (to != from) hold(problem, from, to, uniform(random, 1, 3));
    if (one_in(random, 8)) problem.blocks[from.index()].uses.front().workspace = uniform(random, 1, 2);
  }
}

void add_recurrence(std::mt19937_64& random, Problem& problem) {
  const auto last = std::ssize(problem.blocks) - 1;
  const BlockId from{static_cast<int>(uniform(random, 0, last))},
      to{static_cast<int>(uniform(random, 0, last))};
  problem.edges.push_back({from, to, uniform(random, 0, 4), static_cast<int>(uniform(random, 1, 3))});
  std::ranges::stable_sort(problem.edges, {}, &Edge::to);
}

void add_transfers(std::mt19937_64& random, Problem& problem) {
  constexpr Bytes byte_a_ns = 1'000'000'000;
  constexpr TransferMode modes[] = {TransferMode::none,       TransferMode::none,    TransferMode::async,
                                    TransferMode::async,      TransferMode::async,   TransferMode::async,
                                    TransferMode::rendezvous, TransferMode::blocking};
  problem.transfer = modes[uniform(random, 0, std::ssize(modes) - 1)];
  const auto link = [&] {
    return Link{uniform(random, problem.transfer == TransferMode::blocking ? 1 : 0, 2),
                byte_a_ns / uniform(random, 1, 2)};
  };
  problem.links.fallback = link();
  const auto last = std::ssize(problem.devices) - 1;
  const DeviceId from{static_cast<int>(uniform(random, 0, last))},
      to{static_cast<int>(uniform(random, 0, last))};
  if (from != to) problem.links.pairs[{from, to}] = link();
}

// Between what one micro-batch at a time needs and twice that, or unlimited.
void add_capacities(std::mt19937_64& random, Problem& problem) {
  problem.memory_release = one_in(random, 2) ? MemoryRelease::start : MemoryRelease::end;
  Problem single = problem;
  single.micro_batches = 1;
  Orders orders(machine_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (MachineId m : machines_of(problem, b)) orders[m].push_back({b, 0});
  const std::vector<Bytes> needed = peak_memory(single, orders);
  const bool limited = !one_in(random, 4);
  for (std::size_t d = 0; d < needed.size() && limited; ++d)
    problem.devices[d].memory = needed[d] + uniform(random, 0, needed[d] + 1);
}

}  // namespace

Problem small_problem(std::mt19937_64& random) {
  Problem problem;
  problem.name = "small";
  const bool pipeline = one_in(random, 2);
  const auto devices = uniform(random, pipeline ? 2 : 1, 4);
  for (std::int64_t d = 0; d < devices; ++d) {
    problem.devices.push_back({.name = "gpu" + std::to_string(d)});
    if (one_in(random, 6)) problem.devices.back().speed = uniform(random, 5, 15) * unit_speed / 10;
    if (one_in(random, 6)) problem.devices.back().static_memory = uniform(random, 1, 3);
  }
  if (pipeline) {
    Pipeline(random, problem);
  } else {
    add_graph(random, problem);
    add_held_memory(random, problem);
  }
  if (one_in(random, 4)) add_recurrence(random, problem);
  add_transfers(random, problem);
  add_capacities(random, problem);
  return problem;
}

}  // namespace repetend::test
