// ZB-V, V-Half and V-Min (Qi et al., NeurIPS 2024). Makespans in units of a chunk's pass, memory in chunks.
#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/split_placements.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

Bytes highest(const Outcome& outcome) { return *std::ranges::max_element(outcome.peaks); }

}  // namespace

TEST_CASE("ZB-V attains its closed form with the memory of 1F1B") {
  const int p = GENERATE(2, 3, 4, 5, 7, 8, 12);
  for (int m : {2 * p - 1, 2 * p, 4 * p}) {
    const Outcome got = outcome_of("zb-v", split_placement("zbv", p, m));
    CHECK(got.makespan == 6 * m + p - 1);
    CHECK(got.peaks == std::vector<Bytes>(static_cast<std::size_t>(p), 2 * p));
  }
}

TEST_CASE("The schedules of controllable memory reach the published makespans and peaks") {
  struct Row {
    const char* schedule;
    int p, m;
    Time makespan;
    Bytes peak;
  };
  const auto row =
      GENERATE(Row{"zb-v", 4, 8, 51, 8}, Row{"zb-v", 4, 16, 99, 8}, Row{"zb-v", 4, 32, 195, 8},
               Row{"zb-v", 8, 8, 55, 16}, Row{"zb-v", 8, 16, 103, 16}, Row{"zb-v", 8, 32, 199, 16},
               Row{"v-half", 4, 8, 53, 6}, Row{"v-half", 4, 16, 101, 6}, Row{"v-half", 4, 32, 197, 6},
               Row{"v-min", 4, 8, 59, 4}, Row{"v-min", 4, 16, 107, 4}, Row{"v-min", 4, 32, 203, 4});
  const Outcome got = outcome_of(row.schedule, split_placement("zbv", row.p, row.m));
  CHECK(got.makespan == row.makespan);
  CHECK(highest(got) == row.peak);
}

TEST_CASE("V-Half and V-Min keep to about a half and a third of the memory of 1F1B") {
  const int p = GENERATE(4, 8);
  const int m = p * GENERATE(1, 2, 4);
  const Problem problem = split_placement("zbv", p, m);
  CHECK(highest(outcome_of("v-half", problem)) == 2 * ((p + 2) / 2));
  CHECK(highest(outcome_of("v-min", problem)) == 2 * ((p + 4) / 3));
}

// Not published, but what a change must not make worse: a bubble of 3p - 7 (even p) or 3p - 4, and 4p - 5 or
// 4p - 7 (p a multiple of 3), whatever the number of micro-batches.
TEST_CASE("The bubbles of V-Half and V-Min do not grow with the micro-batches") {
  const int p = GENERATE(3, 4, 5, 6, 7, 8, 9);
  const int m = p * GENERATE(2, 4);
  const Problem problem = split_placement("zbv", p, m);
  CHECK(outcome_of("v-half", problem).makespan == 6 * m + 3 * p - (p % 2 == 0 ? 7 : 4));
  CHECK(outcome_of("v-min", problem).makespan == 6 * m + 4 * p - (p % 3 == 0 ? 7 : 5));
}

// Chunks of one time forward and two backward, so 6 m is a device's work and 1F1B takes 6 (m + p - 1).
TEST_CASE("1F1B-V takes as long as 1F1B with two thirds of its memory") {
  for (int p = 3; p <= 16; ++p)
    for (int m : {2 * p, 3 * p + 1, 6 * p}) {
      CAPTURE(p, m);
      const Outcome got = outcome("1f1b-v", placed("shape: vee, backward: 2", p, m));
      CHECK(got.makespan == 6 * (m + p - 1));
      CHECK(highest(got) == (4 * p + 4) / 3);
    }
}

TEST_CASE("1F1B-V runs on any number of devices and micro-batches, within its memory") {
  for (int p = 2; p <= 16; ++p)
    for (int m = 1; m <= 2 * p; ++m) {
      CAPTURE(p, m);
      const auto problem = placed("shape: vee, backward: 2", p, m);
      for (Device& device : problem->devices) device.memory = (4 * p + 4) / 3;
      CHECK(outcome("1f1b-v", problem).makespan <= 6 * (m + p - 1));
    }
}

TEST_CASE("1F1B-V runs a split backward as one") {
  const Problem problem = split_placement("zbv", 4, 8);
  CHECK(highest(outcome_of("1f1b-v", problem)) == 6);
  for (const std::vector<Instance>& order : orders_of("1f1b-v", problem))
    for (std::size_t i = 0; i + 1 < order.size(); ++i)
      if (problem.block(order[i].block).kind == BlockKind::input_gradient)
        CHECK(problem.block(order[i + 1].block).kind == BlockKind::weight_gradient);
  CHECK(refusal("1f1b-v", split_placement("zb", 4, 8))
            .starts_with("needs a backward pass, and two stages a device, placed down the devices and back "
                         "up; this placement has "));
}

TEST_CASE("The schedules of controllable memory say what they need") {
  const char* schedule = GENERATE("zb-v", "v-half", "v-min", "dualpipev");
  CHECK(refusal(schedule, split_placement("zb", 4, 8))
            .starts_with(
                "needs two stages a device, placed down the devices and back up, the backward split in "
                "input and weight gradient; this placement has "));
}
