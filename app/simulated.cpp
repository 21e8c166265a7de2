#include "app/simulated.hpp"

#include <utility>

#include "sim/verify/verify.hpp"

namespace repetend::app {

SimulatedPlan simulated(std::shared_ptr<const Plan> plan) {
  SimulatedPlan result;
  result.plan = std::move(plan);
  const Problem& problem = result.problem();
  const Orders& orders = result.plan->orders;
  result.simulation = simulate(*result.plan, {.interference = true});
  result.idle = idle_intervals(problem, orders, result.simulation);
  result.times = device_times(problem, orders, result.simulation, result.idle);
  result.critical = critical_path(problem, orders, result.simulation);
  result.bubble = result.simulation.deadlock ? 0 : bubble_ratio(problem, result.makespan());
  return result;
}

std::array<double, idle_causes> bubble_by_cause(const SimulatedPlan& run) {
  std::array<double, idle_causes> ratios{};
  if (run.makespan() == 0) return ratios;
  const double all = static_cast<double>(run.makespan()) * static_cast<double>(run.problem().devices.size());
  for (const DeviceTime& time : run.times)
    for (std::size_t cause = 0; cause < idle_causes; ++cause)
      ratios[cause] += static_cast<double>(time.idle[cause]) / all;
  return ratios;
}

Plan timed(const SimulatedPlan& run) {
  Plan plan = *run.plan;
  plan.start = run.simulation.start;
  if (plan.repetend)
    for (const Violation& violation : verify(plan))
      if (violation.constraint == "repetend") plan.repetend.reset();
  return plan;
}

}  // namespace repetend::app
