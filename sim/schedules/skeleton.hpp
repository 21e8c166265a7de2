// What of a problem a pipeline is recognised from: the blocks that every micro-batch runs on computing lanes.
// What runs on other lanes, once an iteration, or again (recomputation) is not what schedules order, and of a
// backward in parts they order the first: what leads to blocks that are left out leads on to what follows
// them.
#pragma once

#include <vector>

#include "sim/problem/problem.hpp"
#include "sim/schedules/pipeline_view.hpp"

namespace repetend {

struct Skeleton {
  Problem problem;
  std::vector<BlockId> original;  // by block of the skeleton
};

// Nothing where the problem is its own skeleton.
std::optional<Skeleton> skeleton_of(const Problem&);

// The view of the skeleton with the blocks of the problem, the parts of a backward one after the other, and
// each recomputation before the backward that it leads to.
PipelineView with_original_blocks(PipelineView, const Skeleton&, const Problem&);

}  // namespace repetend
