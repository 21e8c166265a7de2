// Whether this machine has the memory to search a problem.
#pragma once

#include "search/search.hpp"

namespace repetend::search {

// Throws RequestError, which says how many instances and micro-batches fit, where the plans of a placement
// would take more than the physical memory while they are compared on so many threads.
void require_memory(const Placements&, int threads);

}  // namespace repetend::search
