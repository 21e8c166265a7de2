// What a list schedule takes at once: single blocks, or, where transfers block, whole segments.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "search/completion/neighbours.hpp"
#include "search/control/stop.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

using SegmentId = Id<struct SegmentTag>;

// A partition of the blocks. Those of a segment are appended one after the other, in this order.
struct Segments {
  IdVector<SegmentId, std::vector<BlockId>> blocks;
  IdVector<BlockId, SegmentId> of;  // the segment of a block
  IdVector<BlockId, int> inner;     // inputs that come from the block's own segment
  SharedLists<SegmentId> rivals;    // segments whose first block shares a machine with its own
};

// Every block is a segment of its own.
Segments single_blocks(const Problem&);

// Blocking transfers hold both devices, so a wave of blocks that runs into another one, say a backward pass
// into a forward pass, deadlocks. A segment is what such a wave runs through: blocks connected by transfers
// within a micro-batch, and what lies between them. Taken one after the other, segments never meet. None
// where transfers lead to later micro-batches, or no order of a micro-batch's blocks was found that runs.
std::optional<Segments> transfer_segments(const Problem&, const Stop& = never_stop);

// All instances in a sequence that a draft can append: the first found by backtracking over at most that many
// appended instances, older micro-batches first, and of those what follows the latest.
std::optional<std::vector<Instance>> runnable_sequence(const Problem&, std::uint64_t limit,
                                                       const Stop& = never_stop);

}  // namespace repetend::search
