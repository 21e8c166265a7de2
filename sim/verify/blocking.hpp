// The transfer constraint with blocking transfers.
#pragma once

#include "sim/verify/constraint.hpp"
#include "sim/verify/routes.hpp"

namespace repetend::constraints {

// A device's program is, for each instance in its order: its receives in edge order, the instance, its sends
// in edge order then device order. A receive or send is posted the moment the device is through with what
// comes before (posting later could only delay), starts when both sides have posted, and holds both devices
// until it is delivered. Every instance must then start no earlier than its device is free.
void blocking_transfers(const TimedPlan&, const Routes&, Report&);

}  // namespace repetend::constraints
