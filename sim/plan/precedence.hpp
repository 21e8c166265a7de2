// What the orders, edges and waits of a plan already say about who comes after whom.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend {

// Those of the waits that neither the plan's orders, edges and waits nor the others among them imply; of two
// that imply each other the first stays. The plan must be timed or at least able to run.
std::vector<Wait> unimplied(const Plan&, const std::vector<Wait>&);

}  // namespace repetend
