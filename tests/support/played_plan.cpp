#include "tests/support/played_plan.hpp"

#include "sim/engine/engine.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

void check_played(const Plan& plan, Time expected) {
  const auto violations = verify(plan);
  for (const Violation& v : violations) UNSCOPED_INFO(v.constraint << ": " << v.message);
  REQUIRE(violations.empty());
  REQUIRE(makespan(plan) == expected);
  const Simulation run = simulate(plan);
  REQUIRE_FALSE(run.deadlock);
  REQUIRE(run.makespan == expected);
  for (const Instance i : instances_of(*plan.problem))
    REQUIRE(run.start[instance_index(*plan.problem, i)] == plan.start[instance_index(*plan.problem, i)]);
}

}  // namespace repetend::test
