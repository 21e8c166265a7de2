// A plan that says when everything starts, checked by those who judge and play plans.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Requires that the plan passes verify, has that makespan and starts everything when the engine does.
void check_played(const Plan&, Time makespan);

}  // namespace repetend::test
