// The critical path of a simulated plan: a chain from the start of the makespan to its end in which every
// step starts the moment the one before lets it.
#pragma once

#include <string>
#include <vector>

#include "sim/engine/engine.hpp"

namespace repetend {

struct CriticalStep {
  enum class Reason { first, device, dependency, transfer };  // what made it start when it did
  Instance instance;
  Reason reason = Reason::first;
  Time start = 0, end = 0;
};

std::vector<CriticalStep> critical_path(const Problem&, const Orders&, const Simulation&);

}  // namespace repetend
