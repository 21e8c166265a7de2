// Data that pass a gang by: a table's gang between two stages stands there for its turn, but what the stages
// send to one another goes from the one to the other, and not through all devices.
#pragma once

#include <string_view>

#include "sim/problem/problem.hpp"

namespace repetend::data {

// Forward, the gang needs nothing of the block before it, and that block's output goes to the block after the
// gang. Backward, the mirror needs the gradient of what it gave, and the rest goes on from the block before
// it to the block after it. The problem has both blocks, each between two others.
void send_past(Problem&, std::string_view gang, std::string_view mirror);

}  // namespace repetend::data
