#include <fmt/format.h>

#include <algorithm>

#include "sim/problem/graph.hpp"
#include "sim/schedules/recognition.hpp"

namespace repetend::recognition {

std::vector<DeviceId> devices_of(const Block& block) {
  std::vector<DeviceId> devices;
  for (const DeviceUse& use : block.uses) devices.push_back(use.device);
  return devices;
}

Blocks::Blocks(const Problem& p) : problem(p), order(dependency_order(p)), phase(p.blocks.size()) {
  find_reach();
  find_phases();
  forward = reduced(true);
  backward = reduced(false);
}

void Blocks::find_reach() {
  const std::size_t count = problem.blocks.size();
  successors_.resize(count);
  for (const Edge& e : problem.edges)
    if (e.distance == 0) successors_[e.from.index()].push_back(e.to);
  reach_.assign(count, boost::dynamic_bitset<>(count));
  for (auto b = order.rbegin(); b != order.rend(); ++b) {
    auto& next = successors_[b->index()];
    std::ranges::sort(next);
    next.erase(std::ranges::unique(next).begin(), next.end());
    for (BlockId to : next) {
      reach_[b->index()] |= reach_[to.index()];
      reach_[b->index()].set(to.index());
    }
  }
}

// Kinds say what most blocks are. A block of kind other is forward when a forward depends on it, backward
// when it depends on a gradient.
void Blocks::find_phases() {
  const std::size_t count = problem.blocks.size();
  boost::dynamic_bitset<> forwards(count);
  boost::dynamic_bitset<> after_gradient(count);
  for (BlockId b : ids<BlockId>(count)) {
    const BlockKind kind = problem.block(b).kind;
    if (kind == BlockKind::forward) forwards.set(b.index());
    if (kind == BlockKind::backward || kind == BlockKind::input_gradient) after_gradient |= reach_[b.index()];
    if (kind == BlockKind::optimizer)
      throw NoPipeline(
          fmt::format("{} is an optimizer step, which runs once and not in every micro-batch", name(b)));
  }
  std::vector<BlockId> middle;
  for (BlockId b : order) {
    Phase& found = phase[b.index()];
    switch (problem.block(b).kind) {
      case BlockKind::forward:
        found = Phase::forward;
        break;
      case BlockKind::weight_gradient:
        found = Phase::weight;
        break;
      case BlockKind::backward:
      case BlockKind::input_gradient:
        found = Phase::backward;
        break;
      default:
        if (reach_[b.index()].intersects(forwards))
          found = Phase::forward;
        else if (after_gradient[b.index()])
          found = Phase::backward;
        else
          middle.push_back(b);
    }
    if (found == Phase::forward && after_gradient[b.index()])
      throw NoPipeline(fmt::format("{} is part of the forward pass but depends on a gradient", name(b)));
  }
  settle_middle(middle);
}

// Between the passes blocks mirror one another around the turn (mllm: H, then its backward Hb): of a chain of
// them the first half is forward, the second backward, and the odd one in the middle the turn itself.
void Blocks::settle_middle(const std::vector<BlockId>& middle) {
  const bool training = std::ranges::any_of(phase, [](Phase p) { return p == Phase::backward; });
  // Blocks of the middle on the longest path to a block, or from it, without itself.
  std::vector<int> above(phase.size());
  std::vector<int> below(phase.size());
  boost::dynamic_bitset<> counts(phase.size());
  for (BlockId b : middle) counts.set(b.index());
  const auto deepen = [&](std::vector<int>& depth, BlockId to, BlockId from) {
    depth[to.index()] = std::max(depth[to.index()], depth[from.index()] + counts[from.index()]);
  };
  for (BlockId b : order)
    for (BlockId next : successors_[b.index()]) deepen(above, next, b);
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (BlockId next : successors_[b->index()]) deepen(below, *b, next);
  for (BlockId b : middle) {
    const int balance = above[b.index()] - below[b.index()];
    if (!training || balance < 0)
      phase[b.index()] = Phase::forward;
    else
      phase[b.index()] = balance == 0 ? Phase::turn : Phase::backward;
  }
}

Neighbours Blocks::reduced(bool forward_pass) const {
  Neighbours result;
  result.before.resize(phase.size());
  result.after.resize(phase.size());
  const auto in_pass = [&](BlockId b) {
    return forward_pass ? is_forward(b) : phase[b.index()] == Phase::backward;
  };
  for (BlockId from : order)
    for (BlockId to : successors_[from.index()]) {
      const bool implied = std::ranges::any_of(successors_[from.index()],
                                               [&](BlockId between) { return reaches(between, to); });
      if (implied || !in_pass(from) || !in_pass(to)) continue;
      result.after[from.index()].push_back(to);
      result.before[to.index()].push_back(from);
    }
  return result;
}

}  // namespace repetend::recognition
