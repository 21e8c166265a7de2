#include "data/costs/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <vector>

namespace repetend::data {
namespace {

// The smallest of the sorted times that at least `percent` of them do not exceed.
Time quantile(std::span<const Time> sorted, std::size_t percent) {
  const std::size_t rank = (sorted.size() * percent + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

// The time at this rank, from 1.
Time at_rank(std::span<const Time> sorted, double rank) {
  return sorted[static_cast<std::size_t>(std::clamp(rank, 1.0, static_cast<double>(sorted.size()))) - 1];
}

}  // namespace

Summary summarise(std::span<const Time> times) {
  if (times.empty()) throw std::invalid_argument("a summary of no times");
  std::vector<Time> sorted(times.begin(), times.end());
  std::ranges::sort(sorted);
  const auto count = static_cast<double>(sorted.size());
  const auto add = [](double sum, Time time) { return sum + static_cast<double>(time); };
  const double mean = std::accumulate(sorted.begin(), sorted.end(), 0.0, add) / count;
  const auto add_square = [&](double sum, Time time) {
    return sum + std::pow(static_cast<double>(time) - mean, 2);
  };
  const double squares = std::accumulate(sorted.begin(), sorted.end(), 0.0, add_square);
  // How many times are below the true median is binomial: mean n / 2, deviation sqrt(n) / 2.
  const double reach = 1.96 * std::sqrt(count) / 2;
  return {.count = static_cast<std::int64_t>(sorted.size()),
          .mean = std::llround(mean),
          .median = quantile(sorted, 50),
          .deviation = sorted.size() > 1 ? std::llround(std::sqrt(squares / (count - 1))) : 0,
          .least = sorted.front(),
          .p5 = quantile(sorted, 5),
          .p25 = quantile(sorted, 25),
          .p75 = quantile(sorted, 75),
          .p95 = quantile(sorted, 95),
          .most = sorted.back(),
          .median_low = at_rank(sorted, std::floor(count / 2 - reach)),
          .median_high = at_rank(sorted, std::ceil(count / 2 + reach) + 1)};
}

double relative_error(const Summary& summary) {
  constexpr std::int64_t fewest = 6;  // 2 / 2^6 = 3 %: fewer times leave more than 5 % outside
  if (summary.count < fewest || summary.median == 0) return 1;
  return static_cast<double>(summary.median_high - summary.median_low) / 2 /
         static_cast<double>(summary.median);
}

}  // namespace repetend::data
