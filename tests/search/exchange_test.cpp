// Swaps around critical paths: the orders stay such as run and fit, and take less time.
#include "search/completion/exchange.hpp"

#include "search/completion/plan_times.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {

TEST_CASE("The orders of a plan are timed as the evaluator times them") {
  std::mt19937_64 random(3);
  for (int i = 0; i < 300; ++i) {
    const Problem problem = test::random_problem(random);
    const Orders orders = test::random_orders(random, problem);
    CAPTURE(i);
    PlanOrders state(problem, orders);
    PlanTimes times(problem, state);
    CHECK(state.orders() == orders);
    const auto timed = times.time();
    REQUIRE(timed);
    CHECK(*timed == Evaluator::compile(problem, orders)->run());
    for (int step = 0; step < 20 && !times.critical().empty(); ++step) {
      const auto critical = times.critical();
      const PlanOrders::Place at =
          critical[static_cast<std::size_t>(test::uniform(random, 0, std::ssize(critical) - 1))];
      state.swap(at);
      times.swapped(at);
      auto evaluator = Evaluator::compile(problem, state.orders());
      const auto changed = times.time();
      REQUIRE(changed.has_value() == evaluator.has_value());
      if (changed) CHECK(*changed == evaluator->run());
      if (!changed) state.swap(at);
    }
  }
}

TEST_CASE("Exchanged orders run, fit and are shorter") {
  std::mt19937_64 random(4);
  int shorter = 0;
  for (int i = 0; i < 200; ++i) {
    Problem problem = test::random_problem(random);
    const Orders orders = test::random_orders(random, problem);
    const std::vector<Bytes> peak = peak_memory(problem, orders);
    for (std::size_t d = 0; d < peak.size(); ++d) problem.devices[d].memory = peak[d];
    const Time given = Evaluator::compile(problem, orders)->run();
    Options options;
    options.state_limit = 200;
    Budget budget(options);
    CAPTURE(i);
    const auto found = exchange(problem, orders, {given / 2, 1}, budget);
    if (!found) continue;
    ++shorter;
    CHECK(!find_out_of_memory(problem, *found));
    auto evaluator = Evaluator::compile(problem, *found);
    REQUIRE(evaluator);
    CHECK(evaluator->run() < given);
  }
  CHECK(shorter > 40);
}

}  // namespace repetend::search
