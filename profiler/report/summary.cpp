#include "profiler/report/summary.hpp"

#include <algorithm>
#include <cmath>

namespace repetend::profiler {

Summary summarise(std::vector<std::int64_t> values) {
  if (values.empty()) return {};
  std::ranges::sort(values);
  const auto n = static_cast<double>(values.size());
  const auto at = [&](double rank) {  // from 1
    const auto i = static_cast<std::size_t>(std::clamp(rank, 1.0, n)) - 1;
    return values[i];
  };
  // The number of values below the median is binomial with mean n / 2 and deviation sqrt(n) / 2.
  const double reach = 1.96 * std::sqrt(n) / 2;
  return {values.size(),
          values.front(),
          values[(values.size() - 1) / 2],
          values.back(),
          at(std::floor(n / 2 - reach)),
          at(std::ceil(n / 2 + reach) + 1)};
}

Summary summarise(const std::vector<std::uint64_t>& values) {
  return summarise(std::vector<std::int64_t>(values.begin(), values.end()));
}

double relative_error(const Summary& summary) {
  constexpr std::size_t fewest = 6;  // 2 / 2^6 = 3 %: fewer values leave more than 5 % outside
  if (summary.count < fewest || summary.median == 0) return 1;
  return static_cast<double>(summary.median_high - summary.median_low) / 2 /
         static_cast<double>(summary.median);
}

}  // namespace repetend::profiler
