#include "search/completion/least_memory.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <queue>
#include <set>

#include "search/completion/play.hpp"
#include "search/control/effort.hpp"
#include "sim/core/human.hpp"
#include "sim/engine/engine.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/graph.hpp"

// Whether N micro-batches fit one after the other is a question about one micro-batch: each leaves the memory
// as it found it. The search is best-first over the sets of blocks that have run (the level of a device
// depends on that set alone), by the highest level above a capacity so far: the first complete set taken is
// reached with the least.
namespace repetend::search {
namespace {

struct Node {
  Bytes needed = 0;
  std::vector<char> done;  // by block
  std::size_t count = 0;   // of them
  std::size_t parent = 0;  // in nodes_
  BlockId last;
};

class LeanestOrder {
 public:
  explicit LeanestOrder(const Problem& problem) : problem_(problem), before_(problem.blocks.size()) {
    for (const Edge& e : problem.edges)
      if (e.distance == 0) before_[e.to.index()].push_back(e.from);
  }

  // The result is an order of the blocks that needs the least memory; there is none when there are too many
  // sets, or the search was stopped.
  std::optional<std::vector<BlockId>> order(const Stop& stop) {
    const std::size_t blocks = problem_.blocks.size();
    nodes_.push_back({0, std::vector<char>(blocks), 0, 0, BlockId{}});
    open_.push({0, blocks, 0});
    while (!open_.empty() && !full() && !stop()) {
      const std::size_t at = std::get<2>(open_.top());
      open_.pop();
      if (nodes_[at].count == blocks) return path_to(at);
      if (seen_.insert(nodes_[at].done).second) expand(at);
    }
    return std::nullopt;
  }

 private:
  bool full() const { return nodes_.size() * problem_.blocks.size() >= effort.bounds.memory_flags; }

  void expand(std::size_t at) {
    std::vector<MemoryLevel> levels = levels_after(nodes_[at].done);
    for (BlockId b : ids<BlockId>(problem_.blocks.size())) {
      const Node& node = nodes_[at];
      const auto has_run = [&](BlockId producer) { return node.done[producer.index()] != 0; };
      if (full()) return;
      if (has_run(b) || !std::ranges::all_of(before_[b.index()], has_run)) continue;
      Node next{node.needed, node.done, node.count + 1, at, b};
      next.done[b.index()] = 1;
      for (const DeviceUse& use : problem_.block(b).uses) {
        const Bytes level = levels[use.device.index()].if_started(use);
        if (level > problem_.device(use.device).memory) next.needed = std::max(next.needed, level);
      }
      open_.push({next.needed, problem_.blocks.size() - next.count, nodes_.size()});
      nodes_.push_back(std::move(next));
    }
  }

  std::vector<MemoryLevel> levels_after(const std::vector<char>& done) const {
    std::vector<MemoryLevel> levels;
    for (const Device& d : problem_.devices) levels.emplace_back(d.static_memory, problem_.memory_release);
    for (BlockId b : ids<BlockId>(problem_.blocks.size()))
      for (const DeviceUse& use : problem_.block(b).uses)
        if (done[b.index()]) {
          levels[use.device.index()].start(use);
          levels[use.device.index()].end(use);
        }
    return levels;
  }

  std::vector<BlockId> path_to(std::size_t at) const {
    std::vector<BlockId> path;
    for (; nodes_[at].count > 0; at = nodes_[at].parent) path.push_back(nodes_[at].last);
    std::ranges::reverse(path);
    return path;
  }

  const Problem& problem_;
  std::vector<std::vector<BlockId>> before_;  // producers, by block
  std::vector<Node> nodes_;
  using Entry = std::tuple<Bytes, std::size_t, std::size_t>;  // needed, blocks left, node
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> open_;
  std::set<std::vector<char>> seen_;
};

// Blocks whose memory a device still holds; what is released is taken to be what was acquired last, as
// backwards do.
class Holding {
 public:
  void run(BlockId b, const DeviceUse& use) {
    if (use.acquire > use.release) held_.emplace_back(b, use.acquire - use.release);
    for (Bytes left = use.release - use.acquire; left > 0 && !held_.empty();) {
      const Bytes given = std::min(left, held_.back().second);
      left -= given;
      if ((held_.back().second -= given) == 0) held_.pop_back();
    }
  }
  std::vector<BlockId> blocks() const {
    std::vector<BlockId> result;
    for (const auto& [block, bytes] : held_) result.push_back(block);
    return result;
  }

 private:
  std::vector<std::pair<BlockId, Bytes>> held_;
};

// Runs the blocks in that order and notes where the highest level above a capacity is first reached.
LeastMemory run(const Problem& problem, std::vector<BlockId> order, bool exact) {
  LeastMemory result;
  result.exact = exact;
  std::vector<Holding> holding(problem.devices.size());
  std::vector<MemoryLevel> levels;
  for (const Device& d : problem.devices) levels.emplace_back(d.static_memory, problem.memory_release);
  for (BlockId b : order)
    for (const DeviceUse& use : problem.block(b).uses) {
      const std::size_t d = use.device.index();
      const Bytes level = levels[d].start(use);
      levels[d].end(use);
      if (level > problem.devices[d].memory && level > result.needed) {
        result.needed = level;
        result.device = use.device;
        result.block = b;
        result.holding = holding[d].blocks();
      }
      holding[d].run(b, use);
    }
  result.order = std::move(order);
  return result;
}

// The memory is enough for one micro-batch at a time, so it is the transfers that leave no plan.
std::string deadlock_in_words(const Problem& problem, const std::vector<BlockId>& order) {
  const Orders orders = one_at_a_time(problem, order);
  const Simulation run = simulate(problem, orders, {.memory_curves = false, .transfers = false});
  const std::string text =
      fmt::format("no plan was found: with {} transfers every order that was tried deadlocks",
                  to_string(problem.transfer));
  if (!run.deadlock) return text + " or exceeds the memory";
  return fmt::format("{}; one micro-batch at a time: {}", text, fmt::join(run.deadlock->cycle, "; "));
}

}  // namespace

LeastMemory least_memory(const Problem& problem, const Stop& stop) {
  auto order = LeanestOrder(problem).order(stop);
  const bool exact = order.has_value();
  return run(problem, exact ? std::move(*order) : dependency_order(problem), exact);
}

std::string in_words(const Problem& problem, const LeastMemory& least) {
  if (least.needed == 0) return deadlock_in_words(problem, least.order);
  const Device& device = problem.device(least.device);
  std::string text = fmt::format(
      "no plan fits the memory: even with one micro-batch at a time, {} needs {} on {}, which has {}",
      problem.block(least.block).name, human_bytes(least.needed), device.name, human_bytes(device.memory));
  std::vector<std::string> held;
  if (device.static_memory > 0) held.push_back(fmt::format("{} static", human_bytes(device.static_memory)));
  for (BlockId b : least.holding) held.push_back(problem.block(b).name);
  if (!held.empty()) text += fmt::format(" (held there by then: {})", fmt::join(held, ", "));
  const std::string exactly = least.needed < 1024 ? "" : fmt::format(" ({} B)", least.needed);
  return text + fmt::format("; {}{} on every device that has less {}", human_bytes(least.needed), exactly,
                            least.exact ? "is the least that would do" : "would do");
}

}  // namespace repetend::search
