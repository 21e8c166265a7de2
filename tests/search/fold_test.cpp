#include "search/completion/fold.hpp"

#include "search/bounds/bounds.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

constexpr Ratio any_period{1'000'000'000, 1};

std::optional<CyclicPlan> folded(const Plan& plan, const Ratio& known = any_period) {
  Budget budget{Options{}};
  return fold(*plan.problem, plan.start, known, period_bound(*plan.problem).exact, budget);
}

// What `folded` comes to in a plan, played as a repetend.
void expect_valid(const Problem& problem, const CyclicPlan& folded) {
  const Problem unrolled = unroll(problem, folded.u);
  const CyclicModel model(unrolled);
  CHECK(memory_excess(model, folded.schedule) == 0);
  Plan played{std::make_shared<const Problem>(problem), "folded", {}, {}, {}};
  played.start = played_starts(problem, folded);
  played.orders = orders_by_start(problem, played.start);
  CHECK(verify(played).empty());
}

Problem pipeline(int devices, Bytes memory) {
  Problem problem = test::pipeline(devices, 48, 1, 2);
  for (Device& d : problem.devices) d.memory = memory;
  return problem;
}

}  // namespace

TEST_CASE("A plan that repeats is folded to its repetend") {
  const Result result = search_problem(pipeline(4, 4));
  REQUIRE(result.plan);
  const auto found = folded(*result.plan);
  REQUIRE(found);
  CHECK(found->schedule.period == 3 * found->u);
  expect_valid(*result.plan->problem, *found);
  CHECK(!folded(*result.plan, {3, 1}));  // nothing shorter
}

TEST_CASE("Of few micro-batches, or one after the other, there is little to fold") {
  Problem problem = pipeline(4, 1);
  const Result one_by_one = search_problem(problem);
  REQUIRE(one_by_one.plan);
  const auto found = folded(*one_by_one.plan);
  REQUIRE(found);
  CHECK(found->schedule.period == 12 * found->u);
  problem.micro_batches = 1;
  const Result alone = search_problem(problem);
  REQUIRE(alone.plan);
  CHECK(!folded(*alone.plan));
}

TEST_CASE("Whatever plan is folded, the repetend fits the memory and is no shorter than its bound") {
  std::mt19937_64 random(5);
  int longer = 0, found = 0;
  for (int i = 0; i < 60; ++i) {
    const Problem problem =
        test::random_problem(random, {.max_devices = 3, .max_blocks = 6, .max_micro_batches = 12});
    Options options;
    options.state_limit = 2'000;
    const Result result = search_problem(problem, options);
    if (!result.plan) continue;
    const auto folding = folded(*result.plan);
    if (!folding) continue;
    ++found;
    CAPTURE(i);
    const Ratio period{folding->schedule.period, folding->u};
    CHECK(!(period < period_bound(problem).exact));
    expect_valid(problem, *folding);
    longer += Ratio{makespan(*result.plan), problem.micro_batches} < period;
  }
  CAPTURE(found, longer);
  CHECK(found > 30);
  CHECK(longer * 5 < found);
}

TEST_CASE("Repetends read off a plan are shorter than those of one to three micro-batches") {
  // Little's law allows 36 for 11 micro-batches, one to three a repetend take 4 each.
  Options options;
  options.objective = Objective::period;
  Problem problem = pipeline(12, 11);
  problem.micro_batches = 64;
  const Result result = search_problem(problem, options);
  REQUIRE(result.plan);
  REQUIRE(result.plan->repetend);
  CHECK(result.plan->repetend->micro_batches > 3);
  CHECK(Ratio{result.plan->repetend->period, result.plan->repetend->micro_batches} < Ratio{7, 2});
}

}  // namespace repetend::search
