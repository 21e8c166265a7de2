#include "sim/schedules/skeleton.hpp"

#include <algorithm>

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

// The block before it, where a backward is cut in parts: a stage with one forward block and several backward
// ones in a row, so that the first part of its gradients can be exchanged while the next is computed.
std::optional<BlockId> part_before(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  if (!block.stage || (block.kind != BlockKind::backward && block.kind != BlockKind::input_gradient))
    return std::nullopt;
  const auto before = std::ranges::find_if(problem.edges, [&](const Edge& edge) {
    return edge.to == b && edge.distance == 0 && same_place(problem.block(edge.from), block);
  });
  if (before == problem.edges.end()) return std::nullopt;
  Block forward = block;
  forward.kind = BlockKind::forward;
  const auto forwards =
      std::ranges::count_if(problem.blocks, [&](const Block& other) { return same_place(other, forward); });
  return forwards == 1 ? std::optional(before->from) : std::nullopt;
}

// The backward or input gradient that the recomputation leads to, directly or through a transfer of another
// lane.
std::optional<BlockId> recomputed_for(const Problem& problem, BlockId recompute) {
  std::vector<BlockId> reached{recompute};
  for (std::size_t k = 0; k < reached.size(); ++k)
    for (const Edge& edge : problem.edges) {
      if (edge.from != reached[k] || std::ranges::count(reached, edge.to) > 0) continue;
      if (is_backward(problem.block(edge.to).kind)) return edge.to;
      reached.push_back(edge.to);
    }
  return std::nullopt;
}

}  // namespace

std::optional<Skeleton> skeleton_of(const Problem& problem) {
  Option bare{"skeleton", {}, {}}, whole{"whole", {}, {}};
  std::vector<BlockId> kept;
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    if (is_scheduled(problem, b) && !part_before(problem, b))
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
  const auto insert = [&](BlockId b, BlockId beside, int after) {
    for (Stage& stage : view.stages)
      if (const auto at = std::ranges::find(stage.backward, beside); at != stage.backward.end()) {
        stage.backward.insert(at + after, b);
        return;
      }
  };
  for (BlockId b : dependency_order(problem))
    if (const auto before = part_before(problem, b)) insert(b, *before, 1);
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    if (problem.block(b).kind != BlockKind::recompute) continue;
    if (const auto backward = recomputed_for(problem, b)) insert(b, *backward, 0);
  }
  return view;
}

}  // namespace repetend
