// The scenario that a plan's problem would be read from.
#pragma once

#include <string>

#include "sim/problem/problem.hpp"

namespace repetend::gui {

// YAML, explicit: a line a device and a block. Reading it gives the same problem.
std::string scenario_text(const Problem&);

}  // namespace repetend::gui
