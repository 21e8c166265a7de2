// Local search over cyclic schedules of one period: moves blocks around the circles of their devices until
// the memory is enough.
#pragma once

#include <optional>

#include "search/budget.hpp"
#include "search/repetend/cyclic.hpp"

namespace repetend::search {

// A schedule of the same period that fits the memory, from one that does not; none found. The residues of the
// blocks are the state; every block starts as soon after its inputs as its residue lets it. A move takes a
// block out of its circle and puts it in elsewhere, the blocks between make room. Late acceptance hill
// climbing (Burke and Bykov 2017) on the memory above the capacities and that held over time.
std::optional<CyclicSchedule> relocate(const CyclicModel&, const CyclicSchedule&, Budget&);

}  // namespace repetend::search
