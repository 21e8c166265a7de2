// In which order, and from which side, the beam places the blocks.
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

// In dependency order, all forward: short spans.
Steps forward_steps(const CyclicModel&);

// From the block over which the devices hold most memory outwards, in both directions: what is placed late
// finds the worst places, and a block at the rim waits within the fewest lifetimes. That is swing modulo
// scheduling (Llosa, Gonzalez, Ayguade and Valero 1996), which orders for few registers.
Steps swing_steps(const CyclicModel&);

}  // namespace repetend::search
