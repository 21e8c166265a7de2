// What a search did and what it could not prove, in words.
#pragma once

#include "search/phases/placement_search.hpp"

namespace repetend::search {

// Notes for Result::notes, a line each.
std::vector<std::string> explain(const PlacementSearches&, const PlacementSearch& best);

// Why the request cannot be met; empty when it is.
std::string why_no_plan(const PlacementSearches&, const PlacementSearch& best, const Options&,
                        const Monitor&);

}  // namespace repetend::search
