// Local search over the cyclic orders of a schedule that fits the memory, for a shorter period.
#pragma once

#include "search/control/budget.hpp"
#include "search/modulo/cyclic.hpp"

namespace repetend::search {

// A schedule of a shorter period that still fits the memory, or the one given. The orders are the state:
// their memory is a function of them alone, and their least period is a maximum cycle ratio. Every shorter
// period breaks the cycle that attains it, so moves swap blocks that follow each other on a device along that
// cycle (van Laarhoven, Aarts and Lenstra 1992 do so along the critical path of a job shop), and others
// between. A longer period is accepted up to a threshold that falls as the budget is used up (threshold
// accepting, Dueck and Scheuer 1990). It ends sooner where the period is `at_least`. Moves are drawn at
// random, from the seed.
CyclicSchedule reorder(const CyclicModel&, const CyclicSchedule&, Time at_least, Budget&,
                       std::uint64_t seed = 1);

}  // namespace repetend::search
