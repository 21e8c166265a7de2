#include "tests/gui/charted.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

TEST_CASE("a plan that nobody searched shows its warm-up, repetend and cool-down where it repeats") {
  const auto plan = charted_pipeline("1F1B", 4, 16);
  REQUIRE(plan->phases);
  const gui::Phases& phases = *plan->phases;
  CHECK(phases.first > 0);
  CHECK(phases.period >= 3'000);  // a forward and a backward pass
  CHECK(phases.last == phases.first + phases.period * phases.repetitions);
  CHECK(phases.last <= plan->makespan());
  CHECK(phases.repetitions >= 2);
  // A period later the same runs again, for micro-batches of which each repetition has as many.
  const Problem& problem = plan->problem();
  const auto starts_in_first = [&](int n) {
    const Time start = plan->start({BlockId{0}, n});
    return start >= phases.first && start < phases.first + phases.period;
  };
  int u = 0;
  for (int n = 0; n < problem.micro_batches; ++n) u += starts_in_first(n) ? 1 : 0;
  REQUIRE(u > 0);
  int repeated = 0;
  for (std::size_t k = 0; k < problem.instances(); ++k) {
    const Instance i = instance_at(problem, k), next{i.block, i.micro_batch + u};
    if (plan->start(i) < phases.first || plan->start(i) >= phases.last - phases.period) continue;
    CHECK(plan->start(next) - plan->start(i) == phases.period);
    ++repeated;
  }
  CHECK(repeated == u * static_cast<int>(problem.blocks.size()) * static_cast<int>(phases.repetitions - 1));
}

TEST_CASE("a plan that does not repeat shows none") {
  CHECK(!charted_pipeline("GPipe", 4, 8, Order::all_forward_all_backward)->phases);
  CHECK(!charted_pipeline("one", 4, 1)->phases);
}

}  // namespace repetend::test
