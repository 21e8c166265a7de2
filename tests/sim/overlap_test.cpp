// Schedules whose forwards and backwards run fused, beside the figures of a public emulator.
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/overlap_table.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

ScheduledPlan planned(const OverlapCase& c, Time pair) {
  const auto problem = std::make_shared<const Problem>(overlap_problem(c, pair));
  const ScheduledPlan made = schedule_problem(*find_schedule(c.schedule), problem);
  CAPTURE(c.schedule, c.ranks, c.micro_batches, pair, made.reason);
  REQUIRE(made.feasible());
  CHECK(verify(*made.plan).empty());
  return made;
}

}  // namespace

TEST_CASE("overlapped schedules take what a public emulator says") {
  for (const auto& [c, makespans] : overlap_table())
    for (std::size_t k = 0; k < overlap_pairs.size(); ++k) {
      CAPTURE(c.schedule, c.ranks, c.micro_batches, k);
      CHECK(makespan(*planned(c, overlap_pairs[k]).plan) == makespans[k]);
    }
}

TEST_CASE("without a pair DualPipe runs plain orders, in less") {
  const std::array<std::tuple<int, int, double, double>, 6> rows{{{4, 8, 25, 51},
                                                                  {4, 10, 31, 63},
                                                                  {4, 16, 49, 99},
                                                                  {8, 16, 51, 103},
                                                                  {8, 20, 63, 127},
                                                                  {8, 32, 99, 199}}};
  for (const auto& [p, m, dualpipe, dualpipev] : rows) {
    CAPTURE(p, m);
    CHECK(static_cast<double>(makespan(*planned(overlap_case("dualpipe", p, m), 0).plan)) / 2 == dualpipe);
    CHECK(static_cast<double>(makespan(*planned(overlap_case("dualpipev", p, m), 0).plan)) / 2 == dualpipev);
  }
}

TEST_CASE("peaks of overlapped schedules are those of their papers") {
  const auto peaks = [](const std::string& schedule, int p, int m) {
    return peak_pools(*planned(overlap_case(schedule, p, m), 5).plan).plain();
  };
  CHECK(peaks("1f1b-overlap", 4, 16) == std::vector<Bytes>{8, 6, 4, 2});
  CHECK(peaks("interleaved-overlap", 4, 16) == std::vector<Bytes>{12, 10, 8, 6});
  CHECK(peaks("dualpipe", 4, 16) == std::vector<Bytes>{5, 5, 5, 5});
  CHECK(peaks("dualpipe", 8, 20) == std::vector<Bytes>(8, 9));
  CHECK(peaks("dualpipev", 4, 16) == std::vector<Bytes>{9, 9, 9, 9});
}

TEST_CASE("pairs of other costs follow the closed forms") {
  const OverlapCase interleaved{"interleaved-overlap", "interleaved", 4, 16, 4, 8};
  const OverlapCase dualpipev{"dualpipev", "zbv", 4, 16, 4, 8};
  CHECK(makespan(*planned(interleaved, 11).plan) == 393);  // 98.25 stage units of 4
  CHECK(makespan(*planned(dualpipev, 11).plan) == 382);    // 95.5
  CHECK(makespan(*planned({"dualpipev", "zbv", 4, 10, 10, 20}, 26).plan) == 604);
}
