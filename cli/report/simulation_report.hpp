// A simulated plan in words and as JSON: makespan, what each device did with its time, memory, and what went
// wrong.
#pragma once

#include "app/simulated.hpp"
#include "app/what_if.hpp"
#include "cli/command.hpp"

namespace repetend::cli {

struct SimulationReport {
  const app::SimulatedPlan& run;
  std::optional<app::Distribution> distribution = {};
};

std::string simulation_text(const SimulationReport&);
Json simulation_json(const SimulationReport&);

}  // namespace repetend::cli
