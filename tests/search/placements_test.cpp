#include "tests/support/placements.hpp"

#include <algorithm>

#include "search/search.hpp"
#include "sim/plan/plan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

std::shared_ptr<const Problem> placed(Problem problem, const std::string& placement) {
  problem.placement = placement;
  return std::make_shared<const Problem>(std::move(problem));
}

Result alone(const std::shared_ptr<const Problem>& problem) { return search({problem, {}}); }

}  // namespace

TEST_CASE("A makespan is proved over all placements, its period over its own") {
  // The pipeline is proved the shortest of its placement, but the X shape's bound does not exclude that some
  // plan of that is shorter; the search finds none.
  const auto pipeline = placed(test::pipeline(3, 12, 10, 62), "pipeline");
  const auto crossed =
      placed(test::tessel_placement("x", {.micro_batches = 12, .memory = 4, .forward = 10, .backward = 30}),
             "crossed");
  const Result of_pipeline = alone(pipeline), of_crossed = alone(crossed);
  REQUIRE(of_pipeline.makespan_optimal);
  REQUIRE(makespan(*of_pipeline.plan) < makespan(*of_crossed.plan));
  REQUIRE(of_crossed.makespan_bound.value < makespan(*of_pipeline.plan));

  const Result both = search({crossed, {pipeline}});
  REQUIRE(both.plan);
  CHECK(both.plan->problem->placement == "pipeline");
  CHECK(makespan(*both.plan) == makespan(*of_pipeline.plan));
  CHECK(both.makespan_bound.value == of_crossed.makespan_bound.value);
  CHECK_THAT(both.makespan_bound.reason, ContainsSubstring("on placement crossed"));
  CHECK(!both.makespan_optimal);
  CHECK(both.period_bound.value == of_pipeline.period_bound.value);
  CHECK(both.period_optimal);
}

TEST_CASE("No repetend is searched for where another placement is known to be better") {
  const auto quick = placed(test::pipeline(4, 16, 1, 2), "quick");
  const auto slow = placed(test::pipeline(4, 16, 3, 6), "slow");
  const Result both = search({slow, {quick}});
  REQUIRE(both.plan);
  CHECK(both.plan->problem->placement == "quick");
  CHECK(both.makespan_optimal);
  CHECK(both.states_expanded == alone(quick).states_expanded);
  CHECK_THAT(both.notes.front(), ContainsSubstring("no repetend was searched for"));
}

TEST_CASE("The same answer over placements, byte for byte, however many threads") {
  const auto seed = static_cast<std::uint64_t>(GENERATE(range(1, 9)));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  std::vector<std::shared_ptr<const Problem>> problems;
  for (int i = 0; i < 3; ++i)
    problems.push_back(placed(test::random_problem(random, {.max_micro_batches = 6}), std::to_string(i)));
  const Scenario scenario{problems[0], {problems[1], problems[2]}};
  Options options;
  const Result once = search(scenario, options);
  options.threads = 4;
  const Result again = search(scenario, options);
  REQUIRE(once.plan);
  REQUIRE(again.plan);
  CHECK(write_plan(*once.plan) == write_plan(*again.plan));
  CHECK(once.states_expanded == again.states_expanded);
  CHECK(once.notes == again.notes);
}

}  // namespace repetend::search
