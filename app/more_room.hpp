// How much shorter a plan would be if a pool held more, the order of work on every machine unchanged.
#pragma once

#include <vector>

#include "app/simulated.hpp"

namespace repetend::app {

struct MoreRoom {
  PoolId pool;
  Bytes more = 0;     // 1 GiB, or a sixteenth of a pool below 4 GiB
  Time makespan = 0;  // ns, with it: at most that of the plan
};

// Every limited pool that several machines change and for which the plan waits, in pool order. The waits that
// memory asked for are derived anew from the order in which instances now start and end; all others stay.
// None after a deadlock.
std::vector<MoreRoom> more_room(const SimulatedPlan&);

// The limited pools that one machine alone changes and that are too full at their peak for one more of some
// block: that machine's order says what they hold, so that more room helps only another plan.
std::vector<PoolId> full_by_order(const SimulatedPlan&);

}  // namespace repetend::app
