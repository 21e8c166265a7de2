#include "search/bounds/bounds.hpp"
#include "search/modulo/find.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"

namespace repetend::search {
namespace {

constexpr const char* shapes[] = {"v", "x", "m", "nn", "nn-eager", "k", "mllm"};

Time zero_bubble_period(const std::string& shape) {
  if (shape == "v") return 4;
  return shape == "m" || shape == "k" ? 6 : 8;
}

}  // namespace

TEST_CASE("Tessel's placements have zero-bubble repetends, with memory released at the end") {
  const int devices = GENERATE(4, 8);
  const std::string shape = GENERATE(from_range(std::begin(shapes), std::end(shapes)));
  CAPTURE(shape, devices);
  const Problem problem = test::tessel_placement(
      shape,
      {.devices = devices, .memory = test::tessel_memory(shape, devices), .release = MemoryRelease::end});
  const PeriodBound bound = period_bound(problem);
  CHECK(bound.exact == Ratio{zero_bubble_period(shape), 1});
  Budget budget{Options{}};
  const CyclicModel model(problem);
  const auto found = find_cyclic(model, bound.exact.ceil(), 32, budget);
  REQUIRE(found);
  CHECK(found->period == zero_bubble_period(shape));
  CHECK(memory_excess(model, *found) == 0);
}

TEST_CASE("Repetends hold as many micro-batches as the bound's denominator says, up to 8") {
  CHECK(repetend_sizes({24, 7}, 64) == std::vector{1, 7, 2, 3});
  CHECK(repetend_sizes({16, 3}, 64) == std::vector{1, 3, 2});
  CHECK(repetend_sizes({48, 14}, 64) == std::vector{1, 7, 2, 3});
  CHECK(repetend_sizes({6, 1}, 64) == std::vector{1, 2, 3});
  CHECK(repetend_sizes({100, 9}, 64) == std::vector{1, 2, 3});
  CHECK(repetend_sizes({24, 7}, 6) == std::vector{1, 2, 3});
  CHECK(repetend_sizes({24, 7}, 1) == std::vector{1});
}

}  // namespace repetend::search
