// The periods of cyclic schedules whose transfers may wait.
#pragma once

#include "search/modulo/cyclic.hpp"

namespace repetend::search {

// The same orders and shifts of the blocks at the least period >= at_least that they allow, in the problem's
// transfer mode; none where its transfers deadlock in them. The given schedule may let transfers run when
// their data is there.
std::optional<CyclicSchedule> in_order(const CyclicModel&, const CyclicSchedule&, Time at_least);

}  // namespace repetend::search
