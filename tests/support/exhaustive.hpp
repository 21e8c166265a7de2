// Exhaustive answers to small problems, written simply and apart from the search.
#pragma once

#include <functional>
#include <limits>
#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Calls visit with the orders of every interleaving of all instances that keeps the dependencies and each
// block's micro-batch order; for a dozen instances at most.
void for_all_orders(const Problem&, const std::function<void(const Orders&)>& visit);

// The least makespan, by the engine, of any orders that fit the memory and finish; none when there are none.
std::optional<Time> least_makespan(const Problem&);

// The least whole period of a repetend of one micro-batch in which no block waits two periods or longer,
// as if every link were free; none up to `at_most`, the sum of all durations and delays unless told, or when
// so many tries did not tell.
std::optional<Time> least_period(const Problem&, std::optional<Time> at_most = {},
                                 std::int64_t tries = std::numeric_limits<std::int64_t>::max());

}  // namespace repetend::test
