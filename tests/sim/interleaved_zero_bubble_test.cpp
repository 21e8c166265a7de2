// ZB1P: interleaved 1F1B that holds back weight gradients.
#include <algorithm>

#include "sim/formats/csv/orders_csv.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/split_placements.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

// The actions of PyTorch's own test of its ScheduleInterleavedZeroBubble: 2 ranks, 4 stages, 8 micro-batches.
const std::string pytorch =
    "0F0,0F1,2F0,,2F1,2I0,2W0,0F2,2I1,2W1,0F3,0I0,0W0,2F2,0I1,0W1,2F3,2I2,2W2,0F4,2I3,2W3,0F5,0I2,0W2,2F4,"
    "0I3,0W3,2F5,2I4,2W4,0F6,2I5,2W5,0F7,0I4,0W4,2F6,0I5,0W5,2F7,2I6,2W6,2I7,2W7,0I6,0W6,0I7,0W7\n"
    ",1F0,1F1,3F0,3I0,3F1,3I1,3W0,1F2,1I0,3W1,1F3,1I1,1W0,3F2,3I2,1W1,3F3,3I3,3W2,1F4,1I2,3W3,1F5,1I3,1W2,"
    "3F4,3I4,1W3,3F5,3I5,3W4,1F6,1I4,3W5,1F7,1I5,1W4,3F6,3I6,1W5,3F7,3I7,3W6,1I6,3W7,1I7,1W6,1W7\n";

}  // namespace

TEST_CASE("zb1p is PyTorch's order") {
  const Problem problem = split_placement("interleaved-zb", 2, 8);
  CHECK(orders_of("zb1p", problem) == parse_orders_csv(pytorch, "zb1p.csv", problem).orders);
  const Outcome got = outcome_of("zb1p", problem);
  CHECK(got.makespan == 49);
  CHECK(got.peaks == std::vector<Bytes>{4, 4});
}

// 1F1B's bubble would be 3(p - 1), as that of interleaved 1F1B with the backward as a whole.
TEST_CASE("zb1p leaves a third of the bubble of interleaved 1F1B and holds vp chunks on every device") {
  const int p = GENERATE(2, 3, 4, 8);
  for (const int m : {p, 2 * p, 4 * p}) {
    const Outcome got = outcome_of("zb1p", split_placement("interleaved-zb", p, m));
    CHECK(got.makespan == 6 * m + p - 1);
    CHECK(got.peaks == std::vector<Bytes>(static_cast<std::size_t>(p), 2 * p));
  }
}

TEST_CASE("interleaved runs a split backward as one") {
  const int p = GENERATE(2, 4);
  const Problem problem = split_placement("interleaved-zb", p, 2 * p);
  const Outcome got = outcome_of("interleaved", problem);
  for (int r = 0; r < p; ++r) CHECK(got.peaks[static_cast<std::size_t>(r)] == p + 2 * (p - 1 - r) + 1);
  for (const std::vector<Instance>& order : orders_of("interleaved", problem))
    for (std::size_t i = 0; i + 1 < order.size(); ++i)
      if (problem.block(order[i].block).kind == BlockKind::input_gradient) {
        CHECK(problem.block(order[i + 1].block).kind == BlockKind::weight_gradient);
        CHECK(problem.block(order[i + 1].block).stage == problem.block(order[i].block).stage);
      }
}

TEST_CASE("zb1p takes any number of micro-batches and groups of any size") {
  const int p = GENERATE(2, 3, 5, 8);
  for (int m = 1; m <= 3 * p; ++m) {
    CAPTURE(p, m);
    CHECK(outcome_of("zb1p", split_placement("interleaved-zb", p, m)).makespan >= 6 * m);
  }
  const Problem problem = split_placement("interleaved-zb", 4, 10);
  CHECK(orders_of("zb1p", problem) == orders_of("zb1p:g=5", problem));
  CHECK(orders_of("zb1p", problem) != orders_of("zb1p:g=10", problem));
  CHECK(outcome_of("zb1p", problem).peaks.front() == 5 + 4);
}

TEST_CASE("zb1p says what it needs") {
  CHECK(refusal("zb1p", split_placement("zbv", 4, 8))
            .starts_with("needs one chain that goes round the devices at least twice, the backward split in "
                         "input and weight gradient; this placement has "));
}
