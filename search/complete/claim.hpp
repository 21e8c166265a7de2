// The repetend that a timed plan holds, found by looking at it.
#pragma once

#include <optional>

#include "search/stop.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// A stretch of the plan that repeats as plan.hpp defines: the fewest micro-batches a repetition, up to 8,
// that half of the micro-batches or more repeat with; else the longest one in micro-batches repeated; none
// when nothing repeats. Stopped: the best of those looked at.
std::optional<Repetend> find_repetend(const Problem&, const std::vector<Time>& start,
                                      const Stop& = never_stop);

// Where nothing repeats because N is small: the first window of that period in which every block starts for u
// micro-batches, a single repetition of a repetend known from elsewhere.
std::optional<Repetend> single_repetition(const Problem&, const std::vector<Time>& start, Time period, int u);

}  // namespace repetend::search
