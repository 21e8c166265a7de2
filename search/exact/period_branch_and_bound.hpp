// Branch and bound over cyclic schedules, which proves the least period of small problems (its counterpart
// for makespans is branch_and_bound.hpp).
#pragma once

#include <optional>

#include "search/control/budget.hpp"
#include "search/modulo/cyclic.hpp"
#include "search/modulo/disjunctive_graph.hpp"

namespace repetend::search {

struct PeriodProof {
  Time bound = 0;                          // no cyclic schedule of the model has a shorter period
  std::optional<CyclicSchedule> schedule;  // of a period below `below`, the best found
};

// Looks for cyclic schedules of the model, timed as `graph` of its problem says, with a whole period in
// [at_least, below); at_least is a lower bound, and no less than the work of any device or link. The problem
// of u micro-batches unrolled decides about repetends of u micro-batches. The bound stays at_least when the
// budget ends before all orders are excluded.
PeriodProof prove_period(const CyclicModel&, const DisjunctiveGraph& graph, Time at_least, Time below,
                         Budget&);

}  // namespace repetend::search
