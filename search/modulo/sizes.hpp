// How many micro-batches a repetend may hold to lower its period a micro-batch.
#pragma once

#include <vector>

#include "search/modulo/ratio.hpp"

namespace repetend::search {

// One first, then, up to 8 micro-batches, the denominator of the bound: only its multiples can attain the
// bound with whole periods (Little's bound keeps M of every M + 1 slots), then the other small ones.
std::vector<int> repetend_sizes(const Ratio& period_bound, int micro_batches);

}  // namespace repetend::search
