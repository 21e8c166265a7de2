// Start times for orders, found as slowly as the judge judges: everything starts at 0 and is put off until
// all that holds it back is over. Asks the judge's words alone, no engine and no evaluator.
#pragma once

#include <optional>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// By instance_index(), the earliest; memory is not looked at. Nothing on a deadlock.
std::optional<std::vector<Time>> naive_times(const Plan&);

}  // namespace repetend::test
