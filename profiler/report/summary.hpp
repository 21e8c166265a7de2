// A few numbers that stand for many measured ones.
#pragma once

#include <cstdint>
#include <vector>

namespace repetend::profiler {

struct Summary {
  std::size_t count = 0;
  std::int64_t least = 0, median = 0, most = 0;  // median: the lower of the two middle ones
  // The values between which the true median lies with 95 % probability, whatever the distribution: order
  // statistics at the quantiles of the binomial distribution (normal approximation), cut at least and most.
  std::int64_t median_low = 0, median_high = 0;
};

Summary summarise(std::vector<std::int64_t>);
Summary summarise(const std::vector<std::uint64_t>&);

// Half the width of that interval, of the median; 1 with fewer than 6 values, which cannot say.
double relative_error(const Summary&);

}  // namespace repetend::profiler
