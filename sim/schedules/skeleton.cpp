#include "sim/schedules/skeleton.hpp"

#include <algorithm>
#include <map>

#include "sim/problem/choices.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

bool is_scheduled(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  const auto on = machines_of(problem, b);
  return block.repeat == Repeat::each && block.kind != BlockKind::recompute &&
         std::ranges::any_of(on, [&](MachineId m) { return computes(problem, m); });
}

bool same_place(const Block& a, const Block& b) {
  return a.stage && a.stage == b.stage && a.kind == b.kind &&
         std::ranges::equal(a.uses, b.uses, {}, &DeviceUse::device, &DeviceUse::device);
}

// Of each block that is a later part of a backward the part before it: a stage with one forward block has
// several backward ones in a row, so that the first part of its gradients can be exchanged while the next is
// computed.
using PartBefore = std::vector<std::optional<BlockId>>;
PartBefore parts_before(const Problem& problem) {
  PartBefore result(problem.blocks.size());
  std::map<std::pair<int, DeviceId>, int> forwards;  // by stage and its first device
  const auto place = [](const Block& block) { return std::pair(*block.stage, block.uses.front().device); };
  for (const Block& block : problem.blocks)
    if (block.stage && block.kind == BlockKind::forward) ++forwards[place(block)];
  for (const Edge& edge : problem.edges) {
    const Block &from = problem.block(edge.from), &to = problem.block(edge.to);
    if (!is_backward(to.kind)) continue;
    if (edge.distance == 0 && same_place(from, to) && forwards[place(to)] == 1)
      result[edge.to.index()] = edge.from;
  }
  return result;
}

using Followers = IdVector<BlockId, std::vector<BlockId>>;
Followers followers(const Problem& problem) {
  Followers result(problem.blocks.size());
  for (const Edge& edge : problem.edges) result[edge.from].push_back(edge.to);
  return result;
}

// The backward or input gradient that the recomputation leads to, directly or through a transfer of another
// lane.
std::optional<BlockId> recomputed_for(const Problem& problem, const Followers& after, BlockId recompute) {
  std::vector<BlockId> reached{recompute};
  for (std::size_t k = 0; k < reached.size(); ++k)
    for (BlockId next : after[reached[k]]) {
      if (is_backward(problem.block(next).kind)) return next;
      if (std::ranges::count(reached, next) == 0) reached.push_back(next);
    }
  return std::nullopt;
}

}  // namespace

std::optional<Skeleton> skeleton_of(const Problem& problem) {
  Option bare{"skeleton", {}, {}}, whole{"whole", {}, {}};
  std::vector<BlockId> kept;
  const PartBefore part_before = parts_before(problem);
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    if (is_scheduled(problem, b) && !part_before[b.index()])
      kept.push_back(b);
    else
      whole.blocks.push_back(b);
  }
  if (whole.blocks.empty()) return std::nullopt;
  Problem choosing = problem;
  choosing.choices = {{"blocks", {bare, whole}}};
  const std::size_t first = 0;
  return Skeleton{with_choices(choosing, {&first, 1}), kept};
}

PipelineView with_original_blocks(PipelineView view, const Skeleton& skeleton, const Problem& problem) {
  for (Stage& stage : view.stages)
    for (auto* blocks : {&stage.forward, &stage.backward, &stage.weight})
      for (BlockId& b : *blocks) b = skeleton.original[b.index()];
  const auto insert = [&](BlockId b, BlockId beside, int places_on) {
    for (Stage& stage : view.stages)
      for (auto* blocks : {&stage.backward, &stage.weight})
        if (const auto at = std::ranges::find(*blocks, beside); at != blocks->end()) {
          blocks->insert(at + places_on, b);
          return;
        }
  };
  const PartBefore part_before = parts_before(problem);
  for (BlockId b : dependency_order(problem))
    if (const auto before = part_before[b.index()]) insert(b, *before, 1);
  const Followers after = followers(problem);
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    if (problem.block(b).kind != BlockKind::recompute) continue;
    if (const auto backward = recomputed_for(problem, after, b)) insert(b, *backward, 0);
  }
  return view;
}

}  // namespace repetend
