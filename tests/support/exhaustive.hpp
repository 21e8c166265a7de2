// Exhaustive answers to small problems, written simply and apart from the search.
#pragma once

#include <functional>
#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Calls visit with the orders of every interleaving of all instances that keeps the dependencies and each
// block's micro-batch order; for a dozen instances at most.
void for_all_orders(const Problem&, const std::function<void(const Orders&)>& visit);

// The least makespan, by the engine, of any orders that fit the memory and finish; none when there are none.
std::optional<Time> least_makespan(const Problem&);

}  // namespace repetend::test
