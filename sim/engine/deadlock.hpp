// Why a run stopped before its end, in words.
#pragma once

#include "sim/engine/run.hpp"

namespace repetend {

// The circle of waits that the lowest unfinished device is in, or leads to; nothing when every device is
// done.
std::optional<Deadlock> find_deadlock(const Run&);

}  // namespace repetend
