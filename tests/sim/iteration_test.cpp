// Whole iterations under 1F1B: an exchange of gradients on a lane of its own after the last backward of each
// device, which all but the first stage hide under the cool-down.
#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lanes.hpp"

using namespace repetend;
using test::exposed_times;

namespace {

struct Exchange {
  Time time = 0;    // of a stage's gradients
  int buckets = 1;  // of stage 0, whose backward is cut in as many blocks
};

// p stages of F and B, in ns.
Plan iteration(int p, int micro_batches, Time f, Time b, Exchange exchange) {
  std::string text = fmt::format(
      "micro_batches: {}\ntime_unit: ns\ndevices: {{count: {}, lanes: [compute, comm]}}\nblocks:\n",
      micro_batches, p);
  for (int s = 0; s < p; ++s)
    text += fmt::format(
        "  - {{name: F{0}, kind: forward, stage: {0}, devices: [{0}], time: {1}, after: [{2}]}}\n", s, f,
        s > 0 ? fmt::format("F{}", s - 1) : "");
  for (int s = p; s-- > 0;) {
    const int parts = s == 0 ? exchange.buckets : 1;
    for (int k = 0; k < parts; ++k) {
      const std::string name = parts > 1 ? fmt::format("B{}p{}", s, k) : fmt::format("B{}", s);
      const std::string after = k > 0        ? fmt::format("B{}p{}", s, k - 1)
                                : s + 1 == p ? fmt::format("F{}", s)
                                             : fmt::format("B{}", s + 1);
      text += fmt::format(
          "  - {{name: {0}, kind: backward, stage: {1}, devices: [{1}], time: {2}, after: [{3}]}}\n"
          "  - {{name: G{0}, kind: communication, stage: {1}, devices: [{1}], lane: comm, repeat: last, "
          "time: {4}, after: [{0}]}}\n",
          name, s, b / parts, after, exchange.time / parts);
    }
  }
  const auto problem = parse_scenario(text, "iteration.yaml").problem;
  ScheduledPlan made = schedule_problem(*find_schedule("1f1b"), problem);
  CAPTURE(text, made.reason);
  REQUIRE(made.feasible());
  return *made.plan;
}

}  // namespace

TEST_CASE("device r exposes what of its exchange is longer than r backwards") {
  constexpr Time f = 10, b = 20;
  for (const int p : {2, 4, 8})
    for (int tenth = 1; tenth <= 10; ++tenth) {
      const Time g = tenth * (p - 1) * b / 10;
      CAPTURE(p, g);
      std::vector<Time> expected;
      for (Time r = 0; r < p; ++r) expected.push_back(std::max<Time>(0, g - r * b));
      CHECK(exposed_times(iteration(p, 2 * p, f, b, {g})) == expected);
    }
}

TEST_CASE("the exchange of the first stage alone makes an iteration longer") {
  CHECK(makespan(iteration(4, 8, 1, 2, {1})) == 34);
  CHECK(makespan(iteration(4, 8, 1, 2, {2})) == 35);
  CHECK(makespan(iteration(4, 8, 1, 2, {5})) == 38);
  for (const int p : {2, 4, 8})
    for (const int m : {p, 2 * p, 4 * p})
      for (int tenth = 1; tenth <= 10; ++tenth) {
        constexpr Time f = 10, b = 20;
        const Time g = tenth * (p - 1) * b / 10;
        CAPTURE(p, m, g);
        CHECK(makespan(iteration(p, m, f, b, {g})) == (m + p - 1) * (f + b) + g);
      }
}

TEST_CASE("of an exchange in buckets the last alone makes an iteration longer, where the others fit") {
  constexpr Time f = 10, b = 40;
  for (const int p : {4, 8}) {
    const Time whole = (2 * p + p - 1) * (f + b);
    CHECK(makespan(iteration(p, 2 * p, f, b, {40, 4})) == whole + 10);  // each as long as a part of B
    CHECK(makespan(iteration(p, 2 * p, f, b, {20, 4})) == whole + 5);
    CHECK(makespan(iteration(p, 2 * p, f, b, {80, 4})) == whole + 80 - 30);  // they queue behind the first
  }
}
