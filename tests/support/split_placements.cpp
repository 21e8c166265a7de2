#include "tests/support/split_placements.hpp"

#include <fmt/format.h>

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::test {
namespace {

ScheduleResult make(std::string_view schedule, const Problem& problem) {
  const auto found = find_schedule(schedule);
  if (!found) throw RequestError(fmt::format("no schedule '{}'", schedule));
  return found->make(problem);
}

}  // namespace

Problem split_placement(const std::string& shape, int devices, int micro_batches, SplitCosts costs) {
  const std::string text = fmt::format(
      "name: {0}\ntime_unit: ns\nmemory_unit: B\nmicro_batches: {1}\ndevices: {{count: {2}}}\n"
      "placement: {{shape: {0}, forward: {3}, input_gradient: {4}, weight_gradient: {5}, activation: 1}}\n",
      shape, micro_batches, devices, costs.forward, costs.input_gradient, costs.weight_gradient);
  return *parse_scenario(text, shape + ".yaml").problem;
}

Orders orders_of(std::string_view schedule, const Problem& problem) {
  const ScheduleResult result = make(schedule, problem);
  if (const auto* why = std::get_if<NotApplicable>(&result)) throw RequestError(why->reason);
  return std::get<Arrangement>(result).orders;
}

Outcome outcome_of(std::string_view schedule, const Problem& problem) {
  const Simulation run = simulate(problem, orders_of(schedule, problem));
  if (run.deadlock) throw RequestError(run.deadlock->cycle.front());
  return {run.makespan, run.peak_memory};
}

std::string refusal(std::string_view schedule, const Problem& problem) {
  const ScheduleResult result = make(schedule, problem);
  const auto* why = std::get_if<NotApplicable>(&result);
  return why ? why->reason : "";
}

}  // namespace repetend::test
