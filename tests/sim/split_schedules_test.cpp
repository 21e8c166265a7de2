// Every schedule on a split placement, for any number of devices and micro-batches and for uneven costs:
// valid, and within its nominal memory.
#include <memory>
#include <random>

#include "sim/engine/engine.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/split_placements.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

struct Case {
  const char* schedule;
  const char* shape;
  Bytes (*memory)(int p);  // nominal, of a device, in stages
};

constexpr Case cases[] = {
    {"zb-h1", "zb", [](int p) { return Bytes{p}; }},
    {"zb-h2", "zb", [](int p) { return Bytes{2 * p - 1}; }},
    {"zb-v", "zbv", [](int p) { return Bytes{2 * p}; }},
    {"1f1b-v", "zbv", [](int p) { return Bytes{(4 * p + 4) / 3}; }},
    {"v-half", "zbv", [](int p) { return Bytes{2 * ((p + 2) / 2)}; }},
    {"v-min", "zbv", [](int p) { return Bytes{2 * ((p + 4) / 3)}; }},
    {"dualpipev", "zbv", [](int p) { return Bytes{2 * p + 1}; }},
    {"dualpipe", "dualpipe", [](int p) { return Bytes{p + 1}; }},
};

void require_valid_within_memory(const Case& test, Problem problem) {
  const int p = static_cast<int>(problem.devices.size());
  for (Device& device : problem.devices) device.memory = test.memory(p);
  const auto shared = std::make_shared<const Problem>(std::move(problem));
  const Plan plan = time_plan({shared, test.schedule, orders_of(test.schedule, *shared), {}, {}});
  const auto violations = verify(plan);
  INFO(test.schedule << ", " << p << " devices, " << shared->micro_batches << " micro-batches");
  INFO((violations.empty() ? std::string() : violations.front().message));
  REQUIRE(violations.empty());
}

}  // namespace

TEST_CASE("Schedules on split placements are valid for any number of devices and micro-batches") {
  for (const Case& test : cases)
    for (int p = 2; p <= 9; ++p)
      for (int m : {1, 2, 3, p, p + 1, 2 * p - 1, 2 * p + 1, 4 * p - 1})
        if (std::string_view(test.schedule) != "dualpipe" || p % 2 == 0)
          require_valid_within_memory(test, split_placement(test.shape, p, m));
}

TEST_CASE("Schedules on split placements are valid for uneven costs") {
  std::mt19937_64 random(20240115);
  for (const Case& test : cases)
    for (int trial = 0; trial < 30; ++trial) {
      const int p = 2 * static_cast<int>(uniform(random, 1, 4));
      Problem problem = split_placement(test.shape, p, static_cast<int>(uniform(random, 1, 3 * p)));
      for (Block& block : problem.blocks) block.time = uniform(random, 1, 9);
      require_valid_within_memory(test, std::move(problem));
    }
}

TEST_CASE("Schedules on split placements take large pipelines") {
  for (const Case& test : cases) require_valid_within_memory(test, split_placement(test.shape, 32, 100));
}
