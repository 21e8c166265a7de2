// Repetends read off a plan.
#pragma once

#include <optional>
#include <vector>

#include "search/completion/play.hpp"
#include "search/control/budget.hpp"
#include "sim/core/ratio.hpp"

namespace repetend::search {

// A stretch of a timed plan in which every device runs the same micro-batches of each of its blocks, 8 at
// most, can be repeated: with its cyclic orders, at the least period they allow. The shortest of
// the stretches that promise most, where it is shorter a micro-batch than `known`; the search ends at
// `bound`, a lower bound of any period a micro-batch. `start` is by instance_index().
std::optional<CyclicPlan> fold(const Problem&, const std::vector<Time>& start, const Ratio& known,
                               const Ratio& bound, Budget&);

}  // namespace repetend::search
