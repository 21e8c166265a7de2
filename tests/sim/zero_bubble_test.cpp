// ZB-H1 and ZB-H2 against their closed forms (Qi et al., ICLR 2024).
#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/split_placements.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

Time ideal(int m, SplitCosts c) { return m * (c.forward + c.input_gradient + c.weight_gradient); }

std::vector<Bytes> on_every_device(int p, Bytes peak) {
  return std::vector<Bytes>(static_cast<std::size_t>(p), peak);
}

}  // namespace

TEST_CASE("ZB-H1 attains its closed form with the memory of 1F1B's first stage") {
  const int p = GENERATE(2, 3, 4, 8);
  const int m = p * GENERATE(1, 2, 4);
  // W <= I, and W <= F: see the next test.
  const auto c = GENERATE(SplitCosts{1, 1, 1}, SplitCosts{2, 3, 1}, SplitCosts{5, 5, 1},
                          SplitCosts{10, 10, 7}, SplitCosts{7, 2, 1}, SplitCosts{3, 4, 3});
  const Outcome got = outcome_of("zb-h1", split_placement("zb", p, m, c));
  CHECK(got.makespan ==
        ideal(m, c) + (p - 1) * std::max(c.forward, c.forward + c.input_gradient - c.weight_gradient));
  CHECK(got.peaks == on_every_device(p, p));
}

// The published form asks for W <= I alone. With F < W <= I it falls below what p micro-batches in memory
// allow: device 0 has run p forwards by p F, and its first gradient arrives at p F + (p - 1) I, so it is idle
// for (p - 1) I. ZB-H1 attains that.
TEST_CASE("ZB-H1 attains the bound of its memory where the weight gradient outlasts the forward") {
  const int p = GENERATE(2, 3, 4, 8);
  const int m = p * GENERATE(1, 2, 4);
  const auto c = GENERATE(SplitCosts{1, 4, 2}, SplitCosts{3, 4, 4}, SplitCosts{1, 10, 9});
  const Outcome got = outcome_of("zb-h1", split_placement("zb", p, m, c));
  CHECK(got.makespan == ideal(m, c) + (p - 1) * c.input_gradient);
  CHECK(got.peaks == on_every_device(p, p));
}

TEST_CASE("ZB-H2 attains its closed form with twice the memory") {
  const int p = GENERATE(2, 3, 4, 8);
  const int m = p * GENERATE(2, 4);
  const auto c =
      GENERATE(SplitCosts{1, 1, 1}, SplitCosts{2, 3, 1}, SplitCosts{5, 5, 1}, SplitCosts{10, 10, 7},
               SplitCosts{7, 2, 1}, SplitCosts{3, 4, 3}, SplitCosts{3, 9, 2});
  const Outcome got = outcome_of("zb-h2", split_placement("zb", p, m, c));
  CHECK(got.makespan ==
        ideal(m, c) + (p - 1) * std::max(c.forward, c.forward + c.input_gradient - 2 * c.weight_gradient));
  CHECK(got.peaks == on_every_device(p, 2 * p - 1));
}

// As above: 2p - 1 forwards take (2p - 1) F, the first gradient arrives at p F + (p - 1) I.
TEST_CASE("ZB-H2 attains the bound of its memory where the weight gradient outlasts the forward") {
  const int p = GENERATE(2, 3, 4, 8);
  const int m = p * GENERATE(2, 4);
  const auto c = GENERATE(SplitCosts{1, 4, 2}, SplitCosts{1, 10, 9});
  const Outcome got = outcome_of("zb-h2", split_placement("zb", p, m, c));
  CHECK(got.makespan == ideal(m, c) + (p - 1) * (c.input_gradient - c.forward));
}

TEST_CASE("ZB-H1 and ZB-H2 reach the makespans of the published heuristics at their memory") {
  struct Row {
    int p, m;
    Time makespan;
  };
  const auto row =
      GENERATE(Row{4, 8, 27}, Row{4, 16, 51}, Row{4, 32, 99}, Row{8, 8, 31}, Row{8, 16, 55}, Row{8, 32, 103});
  const Problem problem = split_placement("zb", row.p, row.m);
  CHECK(outcome_of("zb-h1", problem).makespan == row.makespan);
  CHECK(outcome_of("zb-h2", problem).makespan == row.makespan);
}

TEST_CASE("ZB-H1 and ZB-H2 say what they need") {
  const std::string needs =
      "needs one stage on every device, its backward split in input and weight gradient; this placement has ";
  CHECK(refusal("zb-h1", split_placement("zbv", 4, 8)).starts_with(needs));
  CHECK(refusal("zb-h2", split_placement("dualpipe", 4, 8)).starts_with(needs));
}
