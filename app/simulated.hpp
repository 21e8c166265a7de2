// A plan with all that playing it event by event tells: when everything runs, why devices are idle, what the
// makespan hangs on. Reports, charts and tables are made of it.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "sim/engine/critical_path.hpp"
#include "sim/engine/idle.hpp"

namespace repetend::app {

// After a deadlock there is what ran before it, no idle intervals and no critical path.
struct SimulatedPlan {
  std::shared_ptr<const Plan> plan;
  Simulation simulation;
  std::vector<std::vector<IdleInterval>> idle;  // by device, in time order
  std::vector<DeviceTime> times;                // by device
  std::vector<LaneTime> lanes;                  // by machine
  std::vector<CriticalStep> critical;
  double bubble = 0;  // ratio; 0 after a deadlock

  const Problem& problem() const { return *plan->problem; }
  Time makespan() const { return simulation.makespan; }
  Time start(Instance i) const { return simulation.start[instance_index(problem(), i)]; }
  Time end(Instance i) const { return simulation.end[instance_index(problem(), i)]; }
};

// Idle time by cause as ratios of devices x makespan; all 0 where nothing ran.
std::array<double, idle_causes> bubble_by_cause(const SimulatedPlan&);

// Plays the plan's orders; the plan's own start times are not asked.
SimulatedPlan simulated(std::shared_ptr<const Plan>);

// The plan with the times of the simulation, which must have come to its end. A repetend that was found for
// other times is left out where it does not hold for these.
Plan timed(const SimulatedPlan&);

}  // namespace repetend::app
