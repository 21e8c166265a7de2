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

// Transfers are delays, so that where they wait for more the bound holds and the best may end later; so they
// may without a feed. A plan that ends at `below` is known; none ends before `at_least`, which is as much as
// is asked for.
//
// Nodes are sets of precedences between starts (disjunctive graphs: Roy and Sussmann 1964; for pools the
// waits of resource flows, as in Brucker and Knust, "Complex Scheduling", chapter 3), with the windows that
// follow.
WideProof prove_least_makespan(const WideModel&, Time at_least, Time below, Budget&);

}  // namespace repetend::search
