// Branch and bound over plans, which proves the least makespan of small problems, or the least sum of
// completions.
#pragma once

#include <optional>

#include "search/control/budget.hpp"
#include "search/control/measure.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

struct PlanProof {
  bool complete = false;         // the search ended within its budget, so that `bound` is proved
  Time bound = 0;                // no plan measures less; `below` where none less than that exists
  std::optional<Orders> orders;  // of a plan of less than `below` as if links were free, the best found
};

// Looks for plans of a lower measure than `below`, as if every link were free and delivered at once in
// parallel: exact without transfers, and a bound for every transfer mode, because no mode delivers earlier.
// Stops at the first plan of `enough`, a lower bound of the measure known before.
PlanProof prove_least(const Problem&, Measure, Time enough, Time below, Budget&);

}  // namespace repetend::search
