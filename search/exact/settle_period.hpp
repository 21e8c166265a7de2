// Branch and bound: the least period of small problems, proved.
#pragma once

#include <optional>

#include "search/budget.hpp"
#include "search/repetend/cyclic.hpp"

namespace repetend::search {

struct SettledPeriod {
  Time bound = 0;                          // no cyclic schedule of the model has a shorter period
  std::optional<CyclicSchedule> schedule;  // of a period below `below`, the best found
};

// Looks for cyclic schedules with a whole period in [at_least, below), as if links were free; at_least is a
// lower bound, and no less than the work of any device. The problem of u micro-batches unrolled settles
// repetends of u micro-batches. The bound stays at_least when the budget ends before all orders are excluded.
SettledPeriod settle_period(const CyclicModel&, Time at_least, Time below, Budget&);

}  // namespace repetend::search
