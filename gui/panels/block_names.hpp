// These functions name sets of blocks as settings do.
#pragma once

#include <string>
#include <vector>

#include "sim/formats/scenario/scenario.hpp"

namespace repetend::gui {

// Globs ("B*") that together name every backward block of all placements and no other; names where no glob
// does.
std::vector<std::string> backward_globs(const Scenario&);

// The ratio is the time of all backward blocks over that of all forward blocks; 0 without either.
double backward_ratio(const Problem&);

}  // namespace repetend::gui
