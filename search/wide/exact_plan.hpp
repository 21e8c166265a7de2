// Branch and bound over whole plans of wide problems: how long every plan takes at least, and the shortest.
#pragma once

#include <optional>

#include "search/control/budget.hpp"
#include "search/wide/sequence.hpp"

namespace repetend::search {

struct WideProof {
  Time bound = 0;                     // no plan ends earlier (ns)
  bool complete = false;              // no plan ends earlier than the best, or than `below`
  std::optional<TimedSequence> best;  // ends before `below`, if such a plan was found
};

// Transfers are delays: where they wait for more the bound holds, and the best may be no plan, or a longer
// one. So it is with a model without a feed. A plan that ends at `below` is known; none ends before
// `at_least`, and nothing is looked for once one that ends there is found. Each node of the search is a
// state.
//
// Nodes are sets of precedences between starts (disjunctive graphs: Roy and Sussmann 1964; for pools the
// waits of resource flows, as in Brucker and Knust, "Complex Scheduling", chapter 3), with the windows that
// follow.
WideProof prove_least_makespan(const WideModel&, Time at_least, Time below, Budget&);

}  // namespace repetend::search
