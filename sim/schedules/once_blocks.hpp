// Blocks that run once an iteration, in the orders of the computing lanes.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend {

// On every computing lane what runs first in an iteration comes before all that is there and what runs last
// after it, in one sequence for all lanes, so that they cannot wait for each other: by when a single
// micro-batch would have it ready.
void place_once_blocks(const Problem&, Orders&);

}  // namespace repetend
