// The trade-off of makespan against memory.
#pragma once

#include <vector>

#include "search/search.hpp"

namespace repetend::search {

struct TradeOffPoint {
  Plan plan;
  Bytes peak = 0;                 // of the device that needs most
  Bytes limit = 0;                // what the search was allowed on every device; at least the peak
  Time makespan_bound = 0;        // of every plan within the limit
  bool makespan_optimal = false;  // proved, within the limit
};

// The best plans found under memory limits from the least that would do to what the best plan takes, by
// rising peak and falling makespan: none is both longer and larger than another. Empty where no plan fits.
// The objective is the makespan, whatever the options say; their time limit is that of the whole.
std::vector<TradeOffPoint> trade_off(const Placements&, Options);

}  // namespace repetend::search
