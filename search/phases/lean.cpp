// Objective memory: repetends that need less memory at a given period.
#include <algorithm>

#include "search/modulo/find.hpp"
#include "search/modulo/unroll.hpp"
#include "search/phases/solve.hpp"

namespace repetend::search {
namespace {

Bytes highest_peak(const Problem& problem, const CyclicPlan& plan) {
  const Problem unrolled = unroll(problem, plan.u);
  const CyclicModel model(unrolled);
  Bytes highest = 0;
  for (std::size_t d = 0; d < problem.devices.size(); ++d)
    highest = std::max(highest, steady_peak(model, d, plan.schedule));
  return highest;
}

// The highest peak of a device is at least the mean of its memory, by Little's law.
Bytes mean_memory(const Problem& problem, Time period, int u) {
  const std::vector<Wide> held = memory_integrals(problem);
  Bytes least = 0;
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    least = std::max(least, problem.device(d).static_memory +
                                static_cast<Bytes>((held[d.index()] * u + period - 1) / period));
  return least;
}

}  // namespace

// Of the repetends found: the one with the shortest period, or with the fewest micro-batches whose period is
// at most the one asked for.
const CyclicPlan* Solver::repetend_to_lean() const {
  const CyclicPlan* shortest = nullptr;
  for (const CyclicPlan& plan : found_) {
    if (options_.period_at_most && plan.schedule.period <= *options_.period_at_most * plan.u) return &plan;
    if (!shortest || Ratio{plan.schedule.period, plan.u} < Ratio{shortest->schedule.period, shortest->u})
      shortest = &plan;
  }
  return options_.period_at_most ? nullptr : shortest;
}

// Repetends of that period under ever smaller capacities, by bisection between the peak that is enough and
// the mean that Little's law asks for.
void Solver::lean_repetends() {
  if (options_.objective != Objective::memory || !repetend_to_lean()) return;
  const CyclicPlan known = *repetend_to_lean();
  const Time period = options_.period_at_most ? *options_.period_at_most * known.u : known.schedule.period;
  Bytes enough = highest_peak(*problem_, known), too_little = mean_memory(*problem_, period, known.u) - 1;
  while (enough - too_little > 1 && !budget_->out()) {
    const Bytes middle = too_little + (enough - too_little) / 2;
    const auto found = repetend_under(middle, known.u, period);
    if (found) complete(*found);
    (found ? enough : too_little) = found ? highest_peak(*problem_, *found) : middle;
  }
}

// A repetend of that period with no device above that memory.
std::optional<CyclicPlan> Solver::repetend_under(Bytes memory, int u, Time period) {
  Problem capped = *problem_;
  for (Device& d : capped.devices) d.memory = std::min(d.memory, memory);
  const Problem unrolled = unroll(capped, u);
  const CyclicModel model(unrolled);
  const auto found = find_at(model, period, static_cast<std::size_t>(options_.beam_width), *budget_);
  return found ? std::optional(CyclicPlan{*found, u}) : std::nullopt;
}

}  // namespace repetend::search
