#include "sim/schedules/skeleton.hpp"

#include <algorithm>

#include "sim/problem/choices.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

bool is_scheduled(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  const auto on = machines_of(problem, b);
  return block.repeat == Repeat::each && block.kind != BlockKind::recompute &&
         std::ranges::any_of(on, [&](MachineId m) { return computes(problem, m); });
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
    if (is_scheduled(problem, b))
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
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    if (problem.block(b).kind != BlockKind::recompute) continue;
    const auto backward = recomputed_for(problem, b);
    if (!backward) continue;
    for (Stage& stage : view.stages)
      if (const auto at = std::ranges::find(stage.backward, *backward); at != stage.backward.end())
        stage.backward.insert(at, b);
  }
  return view;
}

}  // namespace repetend
