// What the search answers for problems whose lanes, pools, repeats, pairs or choices it does not search: the
// best schedule that people use, a list schedule, or where only blocks that run once are beyond a plain
// problem the searched plan of the rest.
#pragma once

#include "search/search.hpp"

namespace repetend::search {

// The best valid plan over these placements, none of which is plain, within bounds that hold: the work of
// every lane between the shortest ways to it and from it, and the longest path. `notes` says what was not
// searched. Throws RequestError for other objectives than the makespan.
Result best_used_schedule(const Placements&, const Options&);

}  // namespace repetend::search
