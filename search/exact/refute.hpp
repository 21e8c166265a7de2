// Periods that no repetend of u micro-batches can have, though the bounds that hold for every u allow them.
#pragma once

#include "search/control/stop.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

// A lower bound >= at_least of the whole period T_u of a repetend of u micro-batches; `at_least` is one too.
// Windows of stages under tight memory: w = (4, 8, 8, 4), transfers of 1 and memory 4, 3, 2, 1 has 9 at u
// = 1.
Time refuted_up_to(const Problem&, int u, Time at_least, const Stop& = never_stop);

// Whether no repetend of u micro-batches has that whole period, or a shorter one; false where that takes too
// long to find out, or stopped.
bool refuted(const Problem&, int u, Time period, const Stop& = never_stop);

}  // namespace repetend::search
