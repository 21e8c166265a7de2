#include "sim/engine/engine.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "sim/core/error.hpp"
#include "sim/engine/run.hpp"
#include "sim/plan/runnable.hpp"

namespace repetend {

Simulation simulate(const Problem& problem, const Orders& orders, const SimulateOptions& options) {
  require_runnable(problem, orders);
  return Run(problem, orders, options).execute();
}

Plan time_plan(Plan plan) {
  Simulation simulation = simulate(*plan.problem, plan.orders, {.memory_curves = false, .transfers = false});
  if (simulation.deadlock)
    throw RequestError(fmt::format("the plan deadlocks: {}", fmt::join(simulation.deadlock->cycle, "; ")));
  plan.start = std::move(simulation.start);
  return plan;
}

}  // namespace repetend
