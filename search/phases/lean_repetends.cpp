// Repetends that need less memory at a given period, found by bisection of the capacities.
#include <algorithm>

#include "search/modulo/cyclic.hpp"
#include "search/modulo/find.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

Bytes highest_peak(const Problem& problem, const CyclicPlan& plan) {
  const Problem unrolled = unroll(problem, plan.u);
  const CyclicModel model(unrolled);
  Bytes highest = 0;
  for (MachineId m : model.on_machine.ids())
    highest = std::max(highest, steady_peak(model, m, plan.schedule));
  return highest;
}

// The highest peak of a device is at least the mean of its memory, by Little's law.
Bytes mean_memory(const Problem& problem, Time period, int u) {
  const IdVector<DeviceId, Wide> held = memory_integrals(problem);
  Bytes least = 0;
  for (DeviceId d : held.ids())
    least = std::max(
        least, problem.device(d).static_memory + static_cast<Bytes>((held[d] * u + period - 1) / period));
  return least;
}

// The repetend to find leaner ones of: of those found the one with the shortest period, or with the fewest
// micro-batches whose period is at most the one asked for.
const CyclicPlan* repetend_to_lean(const PlacementSearch& search) {
  const auto& asked = search.options.period_at_most;
  const CyclicPlan* shortest = nullptr;
  for (const CyclicPlan& plan : search.repetends) {
    if (asked && plan.schedule.period <= *asked * plan.u) return &plan;
    if (!shortest || Ratio{plan.schedule.period, plan.u} < Ratio{shortest->schedule.period, shortest->u})
      shortest = &plan;
  }
  return asked ? nullptr : shortest;
}

// A repetend of that period with no device above that memory.
std::optional<CyclicPlan> repetend_under(const PlacementSearch& search, Bytes memory, int u, Time period,
                                         Budget& budget) {
  Problem capped = *search.problem;
  for (Device& d : capped.devices) d.memory = std::min(d.memory, memory);
  const Problem unrolled = unroll(capped, u);
  const CyclicModel model(unrolled);
  const auto found = find_at(model, period, static_cast<std::size_t>(search.options.beam_width), budget);
  return found ? std::optional(CyclicPlan{*found, u}) : std::nullopt;
}

bool lean_repetends_apply(const PlacementSearch& search) {
  return search.options.objective == Objective::memory && repetend_to_lean(search);
}

// Between the peak that is enough and the mean that Little's law asks for.
void run_lean_repetends(PlacementSearch& search, Budget& budget) {
  const CyclicPlan known = *repetend_to_lean(search);
  const auto& asked = search.options.period_at_most;
  const Time period = asked ? *asked * known.u : known.schedule.period;
  Bytes enough = highest_peak(*search.problem, known),
        too_little = mean_memory(*search.problem, period, known.u) - 1;
  while (enough - too_little > 1 && !budget.out()) {
    const Bytes middle = too_little + (enough - too_little) / 2;
    const auto found = repetend_under(search, middle, known.u, period, budget);
    if (found) complete(search, budget, *found);
    (found ? enough : too_little) = found ? highest_peak(*search.problem, *found) : middle;
  }
}

}  // namespace

extern const Phase lean_repetends;
const Phase lean_repetends{"lean repetends", Needs::period, lean_repetends_apply, all_states,
                           run_lean_repetends};

}  // namespace repetend::search
