#include "search/modulo/sizes.hpp"

#include <algorithm>
#include <numeric>

#include "search/control/effort.hpp"

namespace repetend::search {

std::vector<int> repetend_sizes(const Ratio& period_bound, int micro_batches) {
  std::vector<int> sizes{1};
  const Time exact = period_bound.den / std::gcd(period_bound.num, period_bound.den);
  for (const Time u : {exact, Time{2}, Time{3}})
    if (u <= std::min(effort.period.micro_batches, micro_batches) &&
        std::ranges::find(sizes, static_cast<int>(u)) == sizes.end())
      sizes.push_back(static_cast<int>(u));
  return sizes;
}

}  // namespace repetend::search
