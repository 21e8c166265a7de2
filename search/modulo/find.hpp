// The search for repetends lays the gangs first, tries periods and runs beams.
#pragma once

#include "search/control/budget.hpp"
#include "search/modulo/cyclic.hpp"

namespace repetend::search {

// How many micro-batches a repetend may hold to lower its period a micro-batch: one first, then the
// denominator of the bound where it is small, since only its multiples can attain the bound with whole
// periods (Little's bound keeps M of every M + 1 slots), then the other small ones.
std::vector<int> repetend_sizes(const Ratio& period_bound, int micro_batches);

// The schedule of that period with the shortest span found, over all ways to lay the gangs and, where memory
// is limited, both orders of steps.hpp; none found.
std::optional<CyclicSchedule> find_at(const CyclicModel&, Time period, std::size_t width, Budget&);

// A period into which all durations and delays fit one after the other: if any schedule fits the memory, one
// of this period does.
Time serial_period(const CyclicModel&);

// The best schedule found, none when none fits the memory. Tries the period `at_least` first, which is proved
// least if met, then longer ones until one is met, then shorter ones again. Every schedule is tightened.
// The seed is that of the local search over the orders (reorder.hpp).
std::optional<CyclicSchedule> find_cyclic(const CyclicModel&, Time at_least, std::size_t width, Budget&,
                                          std::uint64_t seed = 1);

}  // namespace repetend::search
