// Local improvement of a plan's orders.
#pragma once

#include "search/control/budget.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// Swaps neighbours on the critical path (van Laarhoven, Aarts and Lenstra 1992: only such a swap can shorten
// the makespan at once) while one does, the memory holds and nothing deadlocks; timed with the fast
// evaluator, each trial counted as a state. The orders must finish and fit.
Orders improve(const Problem&, Orders, Budget&);

}  // namespace repetend::search
