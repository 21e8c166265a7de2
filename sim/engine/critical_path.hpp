// The critical path of a simulated plan: a chain from the start of the makespan to its end in which every
// step starts the moment the one before lets it.
#pragma once

#include <vector>

#include "sim/engine/engine.hpp"

namespace repetend {

struct CriticalStep {
  // What made it start when it did; device: what one of its machines ran before, wait: one of the plan.
  enum class Reason { first, device, dependency, transfer, wait };
  Instance instance;  // of a fused group the one that the step after needs
  Reason reason = Reason::first;
  Time start = 0, end = 0;  // of its part of the path: no time where the next step waits for its start
  // Reason::transfer: what fills the time since the step before ended, in time order. The first starts when
  // that step ends, each next one when its link (blocking: its device) is free, and the last delivers at
  // `start`.
  std::vector<TransferRun> transfers = {};
};

// Of several, the one found from the lowest instance that ends last, preferring dependencies to the machines'
// orders, these to transfers and those to waits. Empty after a deadlock. The simulation must have recorded
// its transfers.
std::vector<CriticalStep> critical_path(const Problem&, const Orders&, const Simulation&,
                                        const Couplings& = {});

}  // namespace repetend
