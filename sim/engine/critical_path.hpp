// The critical path of a simulated plan: a chain from the start of the makespan to its end in which every
// step starts the moment the one before lets it.
#pragma once

#include <vector>

#include "sim/engine/engine.hpp"

namespace repetend {

struct CriticalStep {
  enum class Reason { first, device, dependency, transfer };  // what made it start when it did
  Instance instance;
  Reason reason = Reason::first;
  Time start = 0, end = 0;
  // Reason::transfer: what fills the time since the step before ended, in time order. The first starts when
  // that step ends, each next one when its link (blocking: its device) is free, and the last delivers at
  // `start`.
  std::vector<TransferRun> transfers = {};
};

// Of several, the one found from the lowest instance that ends last, preferring dependencies to the device's
// order. Empty after a deadlock. The simulation must have recorded its transfers.
std::vector<CriticalStep> critical_path(const Problem&, const Orders&, const Simulation&);

}  // namespace repetend
