// Which medians changed between two sets of measurements.
#include "data/costs/difference.hpp"

#include "tests/data/runs.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;
using test::product;

namespace {

// A hundred times around a median, `spread` ns apart.
std::vector<Time> around(Time median, Time spread) {
  std::vector<Time> times;
  for (Time i = -50; i < 50; ++i) times.push_back(median + i * spread);
  return times;
}

Run run_of(std::vector<OperatorSamples> operators, const std::string& gpu = "A",
           const std::string& date = "2026") {
  Run run = test::example_run();
  run.gpu.name = gpu;
  run.date = date;
  run.operators = std::move(operators);
  run.blocks.clear();
  return run;
}

Difference compare(Time before, Time after, Time spread) {
  return difference(std::vector{run_of({{product(1, 1, 1), around(before, spread)}})},
                    std::vector{run_of({{product(1, 1, 1), around(after, spread)}})}, 0.03);
}

}  // namespace

TEST_CASE("a median changes when it leaves the noise and exceeds the threshold", "[costs][diff]") {
  CHECK(compare(100'000, 100'000, 1).changed.empty());
  CHECK(compare(100'000, 102'900, 1).changed.empty());            // below 3 %
  CHECK(compare(100'000, 103'100, 1).changed.size() == 1);        // above, and far outside the noise
  CHECK(compare(103'100, 100'000, 1).changed.size() == 1);        // the other way as well
  CHECK(compare(100'000, 103'100, 1'000).unchanged.size() == 1);  // within the noise
  CHECK(compare(100'000, 120'000, 500).changed[0].after.median == 119'500);
}

TEST_CASE("what only one side has is named", "[costs][diff]") {
  Run before = run_of({{product(1, 1, 1), {1}}, {product(2, 1, 1), {1}}}),
      after = run_of({{product(2, 1, 1), {1}}});
  after.blocks = {{.name = "F0", .times = {5}}};
  const Difference found = difference(std::vector{before}, std::vector{after}, 0.03);
  CHECK(found.only_before == std::vector<Subject>{{"", "matmul forward bf16 m=1 n=1 k=1 batch=1"}});
  CHECK(found.only_after == std::vector<Subject>{{"", "block F0"}});
  CHECK(found.unchanged.size() == 1);
}

TEST_CASE("the latest run of a set counts", "[costs][diff]") {
  const auto run = [](Time time, const std::string& date) {
    return run_of({{product(1, 1, 1), {time}}}, "A", date);
  };
  const std::vector before{run(100, "2026"), run(500, "2025")}, after{run(200, "2027")};
  const Difference found = difference(before, after, 0.03);
  REQUIRE(found.changed.size() == 1);
  CHECK(found.changed[0].before.median == 100);
}

TEST_CASE("GPUs are compared by name unless there is one on each side", "[costs][diff]") {
  const OperatorSamples one{product(1, 1, 1), {1}};
  const std::vector a{run_of({one}, "A")}, b{run_of({one}, "B")}, both{a[0], b[0]};
  CHECK(difference(a, b, 0.03).unchanged.size() == 1);
  const Difference found = difference(both, b, 0.03);
  CHECK(found.unchanged.size() == 1);
  CHECK(found.unchanged[0].subject.gpu == "B");
  CHECK(found.only_before[0].gpu == "A");
}
