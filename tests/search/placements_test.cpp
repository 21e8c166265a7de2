#include "tests/support/placements.hpp"

#include <algorithm>

#include "search/search.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

std::shared_ptr<const Problem> placed(Problem problem, const std::string& placement) {
  problem.placement = placement;
  return std::make_shared<const Problem>(std::move(problem));
}

// Without the improvement in the end, which takes long where nothing is proved.
Options low_effort() {
  Options options;
  options.improvement_rounds = 0;
  return options;
}

Result alone(const std::shared_ptr<const Problem>& problem) { return search({problem}, low_effort()); }

}  // namespace

TEST_CASE("A makespan is proved over all placements, its period over its own") {
  // One device is proved the shortest of its placement, but the bound of the deep one, which is short of
  // memory, does not exclude that some plan of that is shorter; the search finds none.
  const auto deep = placed(test::tessel_placement("nn", {.memory = 3}), "deep");
  const Result of_deep = alone(deep);
  const int micro_batches = deep->micro_batches;
  const Time between = (of_deep.makespan_bound.value + makespan(*of_deep.plan)) / 2 / micro_batches;
  const auto shallow = placed(test::pipeline(1, micro_batches, 1, between - 1), "shallow");
  const Result of_shallow = alone(shallow);
  REQUIRE(of_shallow.makespan_optimal);
  REQUIRE(makespan(*of_shallow.plan) < makespan(*of_deep.plan));
  REQUIRE(of_deep.makespan_bound.value < makespan(*of_shallow.plan));

  const Result both = search({deep, shallow}, low_effort());
  REQUIRE(both.plan);
  CHECK(both.plan->problem->placement == "shallow");
  CHECK(makespan(*both.plan) == makespan(*of_shallow.plan));
  CHECK(both.makespan_bound.value == of_deep.makespan_bound.value);
  CHECK_THAT(both.makespan_bound.reason, ContainsSubstring("on placement deep"));
  CHECK(!both.makespan_optimal);
  CHECK(both.period_bound.value == of_shallow.period_bound.value);
  CHECK(both.period_optimal);
}

TEST_CASE("No repetend is searched for where another placement is known to be better") {
  const auto quick = placed(test::pipeline(4, 16, 1, 2), "quick");
  const auto slow = placed(test::pipeline(4, 16, 3, 6), "slow");
  const Result both = search({slow, quick}, low_effort());
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
  Placements placements;
  for (int i = 0; i < 3; ++i)
    placements.push_back(placed(test::random_problem(random, {.max_micro_batches = 6}), std::to_string(i)));
  Options options;
  const Result once = search(placements, options);
  options.threads = 4;
  const Result again = search(placements, options);
  REQUIRE(once.plan);
  REQUIRE(again.plan);
  CHECK(write_plan(*once.plan) == write_plan(*again.plan));
  CHECK(once.states_expanded == again.states_expanded);
  CHECK(once.notes == again.notes);
}

}  // namespace repetend::search
