// Where periods are compared, plans of too few micro-batches to repeat.
#include "search/phases/incumbent.hpp"
#include "search/search.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Result searched(const char* shape, int micro_batches, Objective objective, std::optional<Time> period = {}) {
  Options options;
  options.objective = objective;
  options.period_at_most = period;
  const auto problem = test::tessel_placement(
      shape, {.devices = 8, .micro_batches = micro_batches, .memory = 12, .forward = 1, .backward = 2});
  return search({std::make_shared<const Problem>(problem)}, options);
}

}  // namespace

TEST_CASE("A plan too short to repeat counts with its makespan over N, not after every plan that repeats") {
  const char* shape = GENERATE("v", "x", "m", "nn");
  const int n = GENERATE(1, 2, 3);
  const Result by_period = searched(shape, n, Objective::period);
  const Result by_makespan = searched(shape, n, Objective::makespan);
  REQUIRE(by_period.plan);
  CHECK(verify(*by_period.plan).empty());
  CHECK(!(Ratio{makespan(*by_makespan.plan), n} < period_a_micro_batch(*by_period.plan)));
}

TEST_CASE("V of 8 devices: the least period of 4 micro-batches is that of the shortest plan") {
  // One micro-batch at a time repeats with a period of 24; together, 4 take 3 x (8 + 3) in all.
  const Result result = searched("v", 4, Objective::period);
  CHECK(makespan(*result.plan) == 33);
  CHECK(!result.plan->repetend);
  const Result least_memory = searched("v", 4, Objective::memory);
  CHECK(makespan(*least_memory.plan) == 33);
}

TEST_CASE("A period that a plan too short to repeat reaches as a whole is granted, a shorter one is not") {
  const Result granted = searched("v", 4, Objective::memory, 9);
  REQUIRE(granted.plan);
  CHECK(!(Ratio{9, 1} < period_a_micro_batch(*granted.plan)));
  const Result refused = searched("v", 4, Objective::memory, 5);
  CHECK(!refused.plan);
  CHECK_THAT(refused.reason, ContainsSubstring("4 micro-batches are too few to repeat"));
}

// A sends to B, and B to the next micro-batch of A: every period is 10 + 5 + 10 + 5, one micro-batch
// takes 25.
TEST_CASE("A plan too short to repeat counts with no less than the least period") {
  Problem problem = test::pipeline(2, 1, 10, 10);
  problem.blocks.resize(2);
  problem.edges = {{.from = BlockId{0}, .to = BlockId{1}},
                   {.from = BlockId{1}, .to = BlockId{0}, .distance = 1}};
  for (Block& block : problem.blocks) block.uses.front().acquire = 0;
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{5, 1'000'000'000};
  Options options;
  options.objective = Objective::period;
  const Result result = search({std::make_shared<const Problem>(problem)}, options);
  REQUIRE(result.plan);
  CHECK(result.period_bound_exact == Ratio{30, 1});
  CHECK(result.objective_optimal);
  Plan once = *result.plan;
  once.repetend.reset();
  for (const Objective objective : {Objective::period, Objective::memory}) {
    const Wide own = value_of(*result.plan, 25, 0, objective, result.period_bound_exact).front();
    CHECK(value_of(once, 25, 0, objective, result.period_bound_exact).front() == 30 * 840);
    CHECK(own == 30 * 840);
  }
}

}  // namespace repetend::search
