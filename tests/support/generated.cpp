#include "tests/support/generated.hpp"

#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/support/catch.hpp"

namespace repetend::test {

std::shared_ptr<Problem> placed(const std::string& placement, int p, int micro_batches,
                                const std::string& more) {
  const std::string text = fmt::format(
      "name: test\ntime_unit: ns\nmemory_unit: B\nmicro_batches: {}\ndevices: {{count: {}}}\nplacement: "
      "{{{}}}\n{}\n",
      micro_batches, p, placement, more);
  return std::make_shared<Problem>(*parse_scenario(text, "test.yaml").problem);
}

Outcome outcome(std::string_view name, const std::shared_ptr<const Problem>& problem) {
  const auto schedule = find_schedule(name);
  REQUIRE(schedule);
  const ScheduledPlan made = schedule_problem(*schedule, problem);
  INFO(name << ": " << made.reason);
  REQUIRE(made.feasible());
  const Simulation run = simulate(*made.plan);
  CHECK(run.makespan == makespan(*made.plan));
  return {run.makespan, run.peak_memory};
}

}  // namespace repetend::test
