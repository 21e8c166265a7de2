// The search over placements that are wide: with lanes, machines, pools, repeats, times by micro-batch, pairs
// or choices (sim/problem/extensions.hpp).
#pragma once

#include "search/search.hpp"

namespace repetend::search {

Result search_wide(const Placements&, const Options&);

}  // namespace repetend::search
