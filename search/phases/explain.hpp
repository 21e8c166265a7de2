// What a search did and what it could not prove, in words.
#pragma once

#include "search/phases/placement_search.hpp"

namespace repetend::search {

// Each note is a line of Result::notes.
std::vector<std::string> explain(const PlacementSearches&, const PlacementSearch& best);

// Each line says of a placement that blocking or rendezvous transfers leave without a plan what waits for
// what.
std::vector<std::string> placements_without_plan(const PlacementSearches&, const Stop&);

// The answer says why the request cannot be met; it is empty when it is met.
std::string why_no_plan(const PlacementSearches&, const PlacementSearch& best, const Options&,
                        const Monitor&);

}  // namespace repetend::search
