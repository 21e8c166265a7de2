#include <cmath>

#include "app/what_if.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;
using app::monte_carlo;

TEST_CASE("what takes no time takes none at random") {
  Problem problem;
  problem.devices = {{.name = "gpu0"}};
  problem.blocks = {{.name = "A", .time = 0, .uses = {{.device = DeviceId{0}}}}};
  const Plan plan{std::make_shared<const Problem>(problem), "test", {{{BlockId{0}, 0}}}, {0}, {}};
  CHECK(app::monte_carlo(plan, 0.5, 10, 1).p95 == 0);
}

TEST_CASE("the same seed gives the same distribution, another seed another one", "[monte-carlo]") {
  const Problem problem = test::pipeline(3, 6, 1'000'000, 2'000'000);
  const Orders orders = test::one_forward_one_backward(problem);
  const app::Distribution one = monte_carlo(test::plan_of(problem, orders), 0.2, 200, 1),
                          again = monte_carlo(test::plan_of(problem, orders), 0.2, 200, 1),
                          other = monte_carlo(test::plan_of(problem, orders), 0.2, 200, 2);
  CHECK(one.runs == 200);
  CHECK(one.mean == again.mean);
  CHECK(one.p5 == again.p5);
  CHECK(one.p50 == again.p50);
  CHECK(one.p95 == again.p95);
  CHECK(one.mean != other.mean);
  CHECK(one.p5 < one.p50);
  CHECK(one.p50 < one.p95);
}

TEST_CASE("without noise every run takes what the evaluator says", "[monte-carlo]") {
  for (const TransferMode mode : {TransferMode::none, TransferMode::async, TransferMode::rendezvous}) {
    const Problem problem = test::simgrid_case(mode, 20);
    const Orders orders = test::one_forward_one_backward(problem);
    const Time makespan = Evaluator::compile(problem, orders).value().run();
    const app::Distribution none = monte_carlo(test::plan_of(problem, orders), 0, 7, 3);
    CHECK(none.mean == static_cast<double>(makespan));
    CHECK(none.p5 == makespan);
    CHECK(none.p95 == makespan);
  }
}

TEST_CASE("the noise of a chain has the mean and the spread that were asked for", "[monte-carlo]") {
  // One device runs everything in sequence, so that the makespan is a sum of independent durations:
  // mean sum(t), variance cv^2 sum(t^2).
  const int micro_batches = 25, runs = 2000;
  const Problem problem = test::pipeline(1, micro_batches, 1'000'000, 2'000'000);
  const Orders orders = test::one_forward_one_backward(problem);
  const double cv = GENERATE(0.05, 0.3);
  const double sum = micro_batches * 3e6, deviation = cv * std::sqrt(micro_batches * (1e12 + 4e12));
  const app::Distribution found = monte_carlo(test::plan_of(problem, orders), cv, runs, 1);
  CHECK(std::abs(found.mean - sum) < 4 * deviation / std::sqrt(runs));
  // Nearly normal: 5 % and 95 % lie 1.645 deviations off; the quantiles' own error is about 0.05 of one.
  CHECK(std::abs(static_cast<double>(found.p5) - (sum - 1.645 * deviation)) < 0.25 * deviation);
  CHECK(std::abs(static_cast<double>(found.p95) - (sum + 1.645 * deviation)) < 0.25 * deviation);
}

TEST_CASE("one run is its own mean and quantiles", "[monte-carlo]") {
  const Problem problem = test::pipeline(2, 3, 1000, 2000);
  const app::Distribution one =
      monte_carlo(test::plan_of(problem, test::one_forward_one_backward(problem)), 0.5, 1, 9);
  CHECK(one.mean == static_cast<double>(one.p50));
  CHECK(one.p5 == one.p95);
}
