// A few numbers that stand for many measured ones.
#pragma once

#include <array>
#include <span>

#include "sim/core/units.hpp"

namespace repetend::data {

// Of the times of one operator or block, in ns, rounded to the nearest.
struct Summary {
  std::int64_t count = 0;
  Time mean = 0;
  Time median = 0;     // the lower of the two middle ones when the count is even
  Time deviation = 0;  // standard deviation of a sample (divided by count - 1); 0 for one time
  Time least = 0, p5 = 0, p25 = 0, p75 = 0, p95 = 0, most = 0;  // quantiles by nearest rank
  // The times between which the true median lies with 95 % probability, whatever the distribution: order
  // statistics at the quantiles of the binomial distribution (normal approximation), cut at least and most.
  Time median_low = 0, median_high = 0;
  bool operator==(const Summary&) const = default;
};

// Throws std::invalid_argument when there are none.
Summary summarise(std::span<const Time>);

// Half the width of the median's interval, of the median; 1 with fewer than 6 times, which cannot say.
double relative_error(const Summary&);

}  // namespace repetend::data
