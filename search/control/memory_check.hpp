// Whether this machine has the memory to search a problem.
#pragma once

#include "sim/formats/scenario/scenario.hpp"

namespace repetend::search {

// What plans of the problem take while they are compared, at most, on so many threads.
Bytes room_needed(const Problem&, int threads);

// Throws RequestError saying how many instances and micro-batches fit where a placement's plans would take
// more than the physical memory.
void require_room(const Scenario&, int threads);

}  // namespace repetend::search
