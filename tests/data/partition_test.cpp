// The dynamic programme against every way to cut.
#include "data/models/placement/partition.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <numeric>

#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

// Largest and smallest sum of a stage.
struct Quality {
  Time most = 0, least = 0;
  bool better_than(const Quality& other) const {
    return most != other.most ? most < other.most : least > other.least;
  }
  bool operator==(const Quality&) const = default;
};

Quality quality(const std::vector<Time>& items, const std::vector<std::size_t>& sizes) {
  std::vector<Time> sums;
  auto item = items.begin();
  for (const std::size_t size : sizes) {
    sums.push_back(std::accumulate(item, item + static_cast<std::ptrdiff_t>(size), Time{0}));
    item += static_cast<std::ptrdiff_t>(size);
  }
  return {std::ranges::max(sums), std::ranges::min(sums)};
}

void best_of_all(const std::vector<Time>& items, std::size_t stages, std::vector<std::size_t>& sizes,
                 Quality& best) {
  const std::size_t used = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
  if (sizes.size() + 1 == stages) {
    sizes.push_back(items.size() - used);
    const Quality found = quality(items, sizes);
    if (found.better_than(best)) best = found;
    sizes.pop_back();
    return;
  }
  for (std::size_t size = 1; used + size + (stages - sizes.size() - 1) <= items.size(); ++size) {
    sizes.push_back(size);
    best_of_all(items, stages, sizes, best);
    sizes.pop_back();
  }
}

}  // namespace

TEST_CASE("the balanced partition is the best of all") {
  CHECK(rc::check([] {
    const auto count = static_cast<std::size_t>(*rc::gen::inRange(1, 11));
    const auto stages = static_cast<std::size_t>(*rc::gen::inRange(1, static_cast<int>(count) + 1));
    const auto items = *rc::gen::container<std::vector<Time>>(count, rc::gen::inRange<Time>(0, 9));
    const auto sizes = balanced_partition(items, stages);
    RC_ASSERT(sizes.size() == stages);
    RC_ASSERT(std::ranges::min(sizes) >= 1U);
    RC_ASSERT(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}) == count);
    Quality best{sum_limit, 0};
    std::vector<std::size_t> tried;
    best_of_all(items, stages, tried, best);
    RC_ASSERT(quality(items, sizes) == best);
  }));
}

TEST_CASE("an even partition gives the rest to the last stages") {
  CHECK(even_partition(32, 4) == std::vector<std::size_t>{8, 8, 8, 8});
  CHECK(even_partition(30, 4) == std::vector<std::size_t>{7, 7, 8, 8});
  CHECK(even_partition(3, 3) == std::vector<std::size_t>{1, 1, 1});
}
