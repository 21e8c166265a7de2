// The search for repetends: presets of the gangs, trial periods, beams.
#pragma once

#include "search/control/budget.hpp"
#include "search/modulo/cyclic.hpp"

namespace repetend::search {

// Ways to lay the gangs around the circle before all else; the first is not to.
// Two gangs side by side leave every device of theirs one gap, into which its own blocks fit in any order.
std::vector<std::vector<std::size_t>> gang_orders(const CyclicModel&);

// The schedule of that period with the shortest span found, over all ways to lay the gangs and, where memory
// is limited, both orders of steps.hpp; none found.
std::optional<CyclicSchedule> find_at(const CyclicModel&, Time period, std::size_t width, Budget&);

// A period into which all durations and delays fit one after the other: if any schedule fits the memory, one
// of this period does.
Time one_at_a_time(const CyclicModel&);

// The best schedule found, none when none fits the memory. Tries the period `at_least` first, which is proved
// least if met, then longer ones until one is met, then shorter ones again. Every schedule is tightened.
// The seed is that of the local search over the orders (reorder.hpp).
std::optional<CyclicSchedule> find_cyclic(const CyclicModel&, Time at_least, std::size_t width, Budget&,
                                          std::uint64_t seed = 1);

}  // namespace repetend::search
