#include "app/simulated.hpp"

#include <utility>

#include "sim/verify/verify.hpp"

namespace repetend::app {

namespace {

// The same as that of the plan, but where lanes slow each other down: those that compute do so for longer.
double bubble_of(const SimulatedPlan& run) {
  if (run.simulation.deadlock || run.makespan() <= 0) return 0;
  double busy = 0;
  for (const DeviceTime& time : run.times) busy += static_cast<double>(time.busy);
  return 1 - busy / (static_cast<double>(run.times.size()) * static_cast<double>(run.makespan()));
}

}  // namespace

SimulatedPlan simulated(std::shared_ptr<const Plan> plan) {
  SimulatedPlan result;
  result.plan = std::move(plan);
  const Problem& problem = result.problem();
  const Orders& orders = result.plan->orders;
  const Couplings& couplings = result.plan->couplings;
  result.simulation = simulate(*result.plan, {.interference = true});
  result.idle = idle_intervals(problem, orders, result.simulation, couplings);
  result.times = device_times(problem, orders, result.simulation, result.idle, couplings);
  result.lanes = lane_times(problem, orders, result.simulation, result.idle, couplings);
  result.critical = critical_path(problem, orders, result.simulation, couplings);
  result.bubble = bubble_of(result);
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
  Plan plan = with_times(*run.plan, run.simulation);
  if (plan.repetend)
    for (const Violation& violation : verify(plan))
      if (violation.constraint == "repetend") plan.repetend.reset();
  return plan;
}

}  // namespace repetend::app
