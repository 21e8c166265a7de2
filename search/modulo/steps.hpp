// The order in which, and the side from which, the beam places the blocks.
#pragma once

#include <vector>

#include "search/modulo/cyclic.hpp"

namespace repetend::search {

// A block is placed at the first place after its inputs or, backward, at the last one before its consumers.
struct Step {
  BlockId block;
  bool backward = false;
};
using Steps = std::vector<Step>;

// Blocks are placed in dependency order, all forward, which keeps spans short.
Steps forward_steps(const CyclicModel&);

// Blocks are placed from the one over which the devices hold most memory outwards, in both directions: what
// is placed late finds the worst places, and a block at the rim waits within the fewest lifetimes. That is
// swing modulo scheduling (Llosa, Gonzalez, Ayguade and Valero 1996), which orders for few registers.
Steps swing_steps(const CyclicModel&);

}  // namespace repetend::search
