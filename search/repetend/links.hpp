// Links that are shared, as devices of their own: what a cyclic schedule otherwise takes for free.
#pragma once

#include "search/repetend/cyclic.hpp"

namespace repetend::search {

// Whether asynchronous transfers may have to wait for their link in a repetend of u micro-batches.
bool shares_links(const Problem&, int u);

// The problem with a device for every such link, and after its own blocks one for each transfer there, as
// long as that takes the link. A link serves in any order, so this asks for less than the problem does.
Problem with_links(const Problem&, int u);

// Transfers served in the order of their producers, at the least period for the given order of the blocks:
// `schedule` is of unroll(problem, u), the model of unroll(with_links(problem, u), u), and so is the result.
CyclicSchedule first_in_first_out(const CyclicModel& with_links, const CyclicSchedule& schedule);

}  // namespace repetend::search
