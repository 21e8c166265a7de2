#include "profiler/report/summary.hpp"

#include <numeric>
#include <random>

#include "tests/support/catch.hpp"

using namespace repetend::profiler;

TEST_CASE("the median and where it lies with 95 % confidence") {
  std::vector<std::int64_t> values(100);
  std::iota(values.begin(), values.end(), 1);
  const Summary s = summarise(values);
  CHECK(s.count == 100);
  CHECK(s.least == 1);
  CHECK(s.median == 50);
  CHECK(s.most == 100);
  CHECK(s.median_low == 40);  // ranks 40 and 61, the usual table's
  CHECK(s.median_high == 61);
  CHECK(summarise(std::vector<std::int64_t>{}).count == 0);
  CHECK(summarise(std::vector<std::int64_t>{7}).median_high == 7);
}

TEST_CASE("the interval holds the true median about 95 times in 100, with few values or many") {
  std::mt19937_64 random(1);
  std::uniform_int_distribution<std::int64_t> any(0, 2000);  // true median 1000
  for (const std::size_t n : {6u, 30u, 200u}) {
    int holds = 0;
    for (int round = 0; round < 2000; ++round) {
      std::vector<std::int64_t> values(n);
      for (auto& value : values) value = any(random);
      const Summary s = summarise(values);
      holds += s.median_low <= 1000 && 1000 <= s.median_high;
    }
    INFO(n);
    CHECK(holds >= 0.94 * 2000);
    CHECK(holds <= 0.985 * 2000);
  }
}

TEST_CASE("few values cannot say how good they are") {
  CHECK(relative_error(summarise(std::vector<std::int64_t>{5, 5, 5, 5, 5})) == 1);
  CHECK(relative_error(summarise(std::vector<std::int64_t>(6, 5))) == 0);
  CHECK(relative_error(summarise(std::vector<std::int64_t>(20, 0))) == 1);
  CHECK(relative_error(summarise(std::vector<std::int64_t>{90, 100, 100, 100, 100, 110})) == Approx(0.1));
}

TEST_CASE("throttling in words") {
  CHECK(throttling_in_words(0).empty());
  CHECK(throttling_in_words(0x1 | 0x2).empty());  // idle, clocks set by the owner
  CHECK(throttling_in_words(0x4 | 0x20) == "power cap, thermal");
}
