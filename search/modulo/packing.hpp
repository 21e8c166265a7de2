// Can the blocks that are still to come on a device fit into the gaps of its circle?
#pragma once

#include <vector>

#include "sim/core/units.hpp"

namespace repetend::search {

// False only when the items certainly do not fit. Exact while a small search suffices; true when it does not.
bool may_pack(std::vector<Time> items, std::vector<Time> gaps);

// The distinct sums of subsets of the items below `limit`, ascending, at most `count` of them (0 is the
// first): the distances from the end of a gap at which a block leaves room for just those others (the "normal
// patterns" of cutting problems, Herz 1972).
std::vector<Time> subset_sums(const std::vector<Time>& items, Time limit, std::size_t count);

}  // namespace repetend::search
