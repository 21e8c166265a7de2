// The repetend that a timed plan holds, found by looking at it.
#pragma once

#include <optional>

#include "search/control/stop.hpp"
#include "sim/core/ratio.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// A stretch of the plan that repeats as plan.hpp defines: the fewest micro-batches a repetition, up to 8,
// that half of the micro-batches or more repeat with; else the longest one in micro-batches repeated; none
// when nothing repeats. A stretch with a shorter period a micro-batch than `bound`, which no repetend that
// goes on has, does not count: links catch up, and edges to later micro-batches do not bind yet. Stopped: the
// best of those looked at.
std::optional<Repetend> find_repetend(const Problem&, const std::vector<Time>& start,
                                      const Stop& = never_stop, const Ratio& bound = {0, 1});

// Where nothing repeats because N is small: the first window of that period in which every block starts for u
// micro-batches, a single repetition of a repetend known from elsewhere.
std::optional<Repetend> single_repetition(const Problem&, const std::vector<Time>& start, Time period, int u);

}  // namespace repetend::search
