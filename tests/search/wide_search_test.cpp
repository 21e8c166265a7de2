// What the search answers for problems beyond plain ones: valid plans, within bounds that hold, and said.
#include <algorithm>

#include "search/phases/incumbent.hpp"
#include "search/search.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/wide_problems.hpp"
#include "tests/support/wide_tables.hpp"

using namespace repetend;

namespace {

search::Result searched(const std::string& file) {
  return search::search(read_scenario(std::string(REPETEND_SOURCE_DIR "/scenarios/") + file).placements());
}

}  // namespace

TEST_CASE("the scenarios of lanes, pools, pairs and repeats are answered, and proved") {
  const search::Result pairs = searched("pairs-4.yaml");
  REQUIRE(pairs.plan);
  CHECK(makespan(*pairs.plan) == 29'500'000);
  CHECK(pairs.makespan_optimal);
  CHECK(pairs.notes.front().find("has pairs") != std::string::npos);

  const search::Result offload = searched("offload-4.yaml");
  CHECK(makespan(*offload.plan) == 44'000'000);
  CHECK(offload.makespan_optimal);

  const search::Result iteration = searched("iteration-4.yaml");
  CHECK(makespan(*iteration.plan) == 35'000'000);
  CHECK(iteration.makespan_optimal);
}

// An exchange a device of the M shape, whose gangs no schedule that people use hides as the search does.
TEST_CASE("what runs once comes after the searched plan of the rest") {
  Problem problem =
      *read_scenario(REPETEND_SOURCE_DIR "/scenarios/tessel/m-4.yaml", {{"micro_batches", "8"}}).problem;
  const search::Result core = search::search({std::make_shared<const Problem>(problem)});
  const auto last = std::ranges::find(problem.blocks, "Eb", &Block::name);
  REQUIRE(last != problem.blocks.end());
  const BlockId backward{static_cast<std::size_t>(last - problem.blocks.begin())};
  constexpr Time exchange = 5;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    problem.machines.push_back({"comm", d});
    problem.blocks.push_back({.name = "G" + std::to_string(d.index()),
                              .kind = BlockKind::communication,
                              .time = exchange,
                              .uses = {{.device = d}},
                              .repeat = Repeat::last,
                              .machines = {MachineId{problem.devices.size() + d.index()}}});
    problem.edges.push_back({backward, BlockId{problem.blocks.size() - 1}});
  }
  const auto whole = std::make_shared<const Problem>(problem);
  const search::Result result = search::search({whole});
  REQUIRE(result.plan);
  CHECK(result.schedule == "search");
  CHECK(verify(*result.plan).empty());
  CHECK(makespan(*result.plan) == makespan(*core.plan) + exchange);
  CHECK(result.makespan_bound.value >= core.makespan_bound.value);
  CHECK(result.states_expanded >= core.states_expanded);
  for (const Schedule& schedule : all_schedules())
    if (const ScheduledPlan made = schedule_problem(schedule, whole); made.feasible())
      CHECK(makespan(*made.plan) > makespan(*result.plan));
}

TEST_CASE("what runs once and has no room after the searched plan is left to others") {
  Problem problem = *read_scenario(REPETEND_SOURCE_DIR "/scenarios/iteration-4.yaml").problem;
  for (Device& device : problem.devices) device.memory = Bytes{8} << 30;
  problem.blocks.back().uses[0].workspace = Bytes{9} << 30;
  const search::Result result = search::search({std::make_shared<const Problem>(problem)});
  CHECK_FALSE(result.plan);
  CHECK(result.reason == "no plan fits: G3 alone needs 9 GiB on gpu3, which has 8 GiB");
}

// By Little's law, and by CP-SAT: with copies of a whole period no repetend holds less than three
// activations.
TEST_CASE("the least memory at a period is bounded by what pools hold on average") {
  for (const Time copy : {1, 2, 4}) {
    CAPTURE(copy);
    search::Options options;
    options.objective = search::Objective::memory;
    options.period_at_most = 4;
    const auto problem =
        std::make_shared<const Problem>(test::offload_problem({.p = 4, .micro_batches = 16, .copy = copy}));
    const search::Result result = search::search({problem}, options);
    REQUIRE(result.plan);
    CHECK(result.objective_bound.value == (copy < 4 ? 2 : 3));
  }
}

TEST_CASE("a plain placement and one beyond are compared by what is asked for") {
  const auto offload =
      std::make_shared<const Problem>(test::offload_problem({.p = 4, .micro_batches = 8, .copy = 1}));
  const auto plain =
      std::make_shared<const Problem>(test::tessel_placement("v", {.micro_batches = 8, .memory = 6}));
  for (const auto objective : {search::Objective::makespan, search::Objective::period,
                               search::Objective::latency, search::Objective::memory}) {
    CAPTURE(static_cast<int>(objective));
    search::Options options;
    options.objective = objective;
    const auto value = [&](const search::Result& result) {
      REQUIRE(result.plan);
      const Plan& plan = *result.plan;
      return search::value_of(plan, makespan(plan), std::ranges::max(peak_memory(plan)), objective,
                              result.period_bound_exact);
    };
    const search::Result both = search::search({plain, offload}, options);
    std::vector<search::Result> alone{search::search({plain}, options), search::search({offload}, options)};
    CHECK(value(both) == std::min(value(alone[0]), value(alone[1])));
    for (const search::Result& result : alone)
      CHECK(both.objective_bound.value <= result.objective_bound.value);
  }
}

// Problems of any graph, most of which no schedule applies to.
TEST_CASE("answers for random problems beyond plain ones are valid and within their bounds") {
  const auto all = static_cast<std::uint64_t>(search::seeds(300, 60));
  std::uint64_t planned = 0;
  for (std::uint64_t seed = 0; seed < all; ++seed) {
    CAPTURE(seed);
    const auto problem = std::make_shared<const Problem>(test::wide_problem(seed, {}));
    const search::Result result = search::search({problem});
    if (!result.plan) continue;
    ++planned;
    CHECK(verify(*result.plan).empty());
    CHECK(makespan(*result.plan) >= result.makespan_bound.value);
  }
  CHECK(planned > all * 2 / 3);
}
