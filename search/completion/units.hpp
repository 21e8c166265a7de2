// What a list schedule takes at once: single blocks, or, where transfers block, whole segments.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "search/control/stop.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// A partition of the blocks. Those of a unit are appended one after the other, in this order.
struct Units {
  std::vector<std::vector<BlockId>> blocks;  // by unit
  std::vector<std::size_t> of;               // by block: its unit
  std::vector<int> inner;                    // by block: its inputs that come from its own unit
  std::vector<std::vector<std::size_t>>
      rivals;  // by unit: those whose first block shares a device with its own
};

Units single_blocks(const Problem&);

// Blocking transfers hold both devices, so a wave of blocks that runs into another one, say a backward pass
// into a forward pass, deadlocks. A segment is what such a wave runs through: blocks connected by transfers
// within a micro-batch, and what lies between them. Taken one after the other, segments never meet. None
// where transfers lead to later micro-batches, or no order of a micro-batch's blocks was found that runs.
std::optional<Units> segments(const Problem&);

// All instances in a sequence that a draft can append: the first found by backtracking over at most that many
// appended instances, older micro-batches first, and of those what follows the latest.
std::optional<std::vector<Instance>> runnable_sequence(const Problem&, std::uint64_t limit,
                                                       const Stop& = never_stop);

}  // namespace repetend::search
