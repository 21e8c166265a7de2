// How good the answer of a search is: the bounds of all placements together, and what they prove.
#pragma once

#include "search/phases/placement_search.hpp"

namespace repetend::search {

// The search whose incumbent is best, the first one among equals.
PlacementSearch& best_of(const PlacementSearches&);

// The least of all placements, since the best plan may be of any of them.
Bound makespan_bound_of(const PlacementSearches&);

// Of the number that the searches' objective makes least.
struct ObjectiveProof {
  Bound bound;
  bool optimal = false;  // no plan of any of the placements has a lower number
};
ObjectiveProof objective_proof(const PlacementSearches&);
// That, and that no period is shorter where memory is compared at the least one.
bool settled(const PlacementSearches&);

// Fills in the bounds and proofs of a result that has its plan.
void judge(const PlacementSearches&, const Stop&, Result&);

}  // namespace repetend::search
