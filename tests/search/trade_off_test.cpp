#include "search/trade_off.hpp"

#include <algorithm>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Result least_memory_at(Time period) {
  Options options;
  options.objective = Objective::memory;
  options.period_at_most = period;
  return search(test::alone(test::tessel_placement("m", {.micro_batches = 24, .memory = 12})), options);
}

}  // namespace

TEST_CASE("The trade-off curve rises in memory and falls in makespan") {
  const Placements placements = test::alone(test::tessel_placement("v", {.micro_batches = 16, .memory = 6}));
  const auto points = trade_off(placements, {});
  REQUIRE(points.size() == 4);  // 1, 2, 3 and 4 micro-batches in flight
  for (std::size_t i = 0; i < points.size(); ++i) {
    CHECK(verify(points[i].plan).empty());
    CHECK(points[i].plan.problem == placements.front());
    CHECK(points[i].peak == static_cast<Bytes>(i + 1));
    CHECK(makespan(points[i].plan) >= points[i].makespan_bound);
    if (i > 0) CHECK(makespan(points[i].plan) < makespan(points[i - 1].plan));
  }
  CHECK(makespan(points.front().plan) == 16 * 16);  // one micro-batch at a time
  CHECK(makespan(points.back().plan) == 76);        // 1F1B
  CHECK(points.back().makespan_optimal);
}

// Offloading takes a micro-batch's activations away before the next is begun, or hides that in twice the
// memory.
TEST_CASE("The curve of a problem with lanes and pools stays within the memory of its devices") {
  const auto placements = read_scenario(REPETEND_SOURCE_DIR "/scenarios/offload-4.yaml").placements();
  const auto points = trade_off(placements, {});
  REQUIRE(points.size() == 2);
  for (const TradeOffPoint& p : points) CHECK(verify(p.plan).empty());
  CHECK(points[0].peak == Bytes{1} << 30);
  CHECK(makespan(points[0].plan) == 56'000'000);
  CHECK(points[1].peak == Bytes{2} << 30);
  CHECK(makespan(points[1].plan) == 44'000'000);
}

TEST_CASE("The plans of a curve keep the options that they took, and the memory of the placement") {
  const auto placements =
      read_scenario(REPETEND_SOURCE_DIR "/scenarios/lessons/10-offload-or-recompute.yaml").placements();
  const auto points = trade_off(placements, {});
  REQUIRE(points.size() >= 2);
  for (const TradeOffPoint& p : points) {
    CHECK(verify(p.plan).empty());
    CHECK(p.plan.problem->chosen.size() == placements.front()->choices.size());
    CHECK(p.plan.problem->devices.front().memory == placements.front()->devices.front().memory);
    CHECK(p.peak <= p.plan.problem->devices.front().memory);
  }
  CHECK(makespan(points.back().plan) == 45'000'000);
}

TEST_CASE("No curve where no plan fits; threads change none") {
  CHECK(trade_off(test::alone(test::tessel_placement("k", {.memory = 0})), {}).empty());
  const Placements placements = test::alone(test::tessel_placement("k", {.micro_batches = 6, .memory = 6}));
  Options options;
  options.state_limit = 2'000;
  Options threaded = options;
  threaded.threads = 4;
  const auto once = trade_off(placements, options), again = trade_off(placements, threaded);
  REQUIRE(once.size() == again.size());
  for (std::size_t i = 0; i < once.size(); ++i) CHECK(plan_hash(once[i].plan) == plan_hash(again[i].plan));
}

TEST_CASE("No limit of the curve is below what stands on a device that no block runs on") {
  Problem problem = test::pipeline(2, 6, 1, 2);
  problem.devices.push_back({.name = "idle", .static_memory = 2});
  Problem other = test::pipeline(2, 6, 2, 2);
  other.placement = "other";
  const auto points =
      trade_off({std::make_shared<const Problem>(problem), std::make_shared<const Problem>(other)}, {});
  REQUIRE(points.size() == 2);
  CHECK(points[0].peak == 1);  // the second placement: one micro-batch at a time
  CHECK(makespan(points[0].plan) == 6 * 8);
  CHECK(points[1].peak == 2);
  CHECK(points[1].plan.problem->placement == "main");
}

TEST_CASE("The least memory at a period: less where the period may be longer") {
  // M on 4 devices is known to have period 6 at memory 5, 7 at memory 4, 10 at memories 2 and 3.
  const auto [period, least] = GENERATE(table<Time, Bytes>({{6, 5}, {7, 4}, {10, 2}}));
  const Result result = least_memory_at(period);
  REQUIRE(result.plan);
  CHECK(std::ranges::max(peak_memory(*result.plan->problem, result.plan->orders)) <= least);
  CHECK(result.plan->repetend->period <= period * result.plan->repetend->micro_batches);
}

TEST_CASE("A period below the bound is refused, with the bound") {
  const Result result = least_memory_at(5);
  CHECK(!result.plan);
  CHECK(result.reason ==
        "no plan has a period of 5 ns a micro-batch: the least possible is 6 ns (device: gpu0 works 6 ns a "
        "micro-batch)");
}

}  // namespace repetend::search
