// The lines of a comparison: what a schedule or the search comes to on a placement, and how good that is.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/simulated.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::app {

struct Metrics {
  Time makespan = 0;
  int model_micro_batches = 1;        // that are one of the problem's
  double throughput = 0;              // micro-batches of the model a second over the makespan, of one replica
  double bubble = 0;                  // ratio
  DeviceId tightest;                  // the device closest to its capacity; the first of equals
  Bytes peak = 0, limit = unlimited;  // of that device
  std::optional<Time> interfered = {};  // the makespan played with interference, where the problem has any
};

// A makespan of 0: it deadlocks, and only memory is measured. The bubble is a ratio, the peaks are by device.
Metrics measure(const Problem&, Time makespan, double bubble, const std::vector<Bytes>& peaks);
Metrics measure(const Plan&);

// "31.4 GiB of 32 GiB on gpu0": the highest use of the tightest device.
std::string tightest_memory(const Problem&, const Metrics&);

struct ComparisonRow {
  std::string schedule, placement;
  std::shared_ptr<const Plan> plan = {};  // when it applies; timed unless it deadlocks
  Metrics metrics = {};                   // of the plan
  bool feasible = false;
  std::string reason = {};  // why it does not apply or cannot run
  Time bound = 0;           // of a search: no plan is shorter; 0: not known
  std::string proof = {};   // of a search: "optimal (proved)", "within 1.3 % of the bound"
};

ComparisonRow schedule_row(const Schedule&, std::shared_ptr<const Problem>);
// On the placement where it is best: shortest among those where it can run, if there is one.
ComparisonRow best_schedule_row(const Schedule&, std::span<const std::shared_ptr<const Problem>>);

// A plan that was opened or made by hand, as it is played.
ComparisonRow plan_row(const SimulatedPlan&);

// What a search of the placement found; without a plan `reason` says why there is none.
ComparisonRow search_row(const std::string& placement, std::shared_ptr<const Plan>, const std::string& reason,
                         Time bound);

// The feasible row with the shortest makespan, the first of equals; null when nothing can run.
const ComparisonRow* best_row(std::span<const ComparisonRow>);

}  // namespace repetend::app
