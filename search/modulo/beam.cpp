#include "search/modulo/beam.hpp"

#include <algorithm>

#include "search/modulo/partial.hpp"

namespace repetend::search {
namespace {

struct Child {
  Score score;
  std::size_t parent;
  Time start;
};

std::vector<Child> children(std::vector<Partial>& states, Step step, const BeamSettings& settings,
                            Budget& budget) {
  std::vector<Child> result;
  for (std::size_t s = 0; s < states.size() && !budget.stopped(); ++s)
    for (Time t : states[s].places(step, settings.branching)) {
      budget.spend();
      states[s].place(step.block, t);
      result.push_back({states[s].look_ahead(settings.steps), s, t});
      states[s].remove(step.block);
    }
  return result;
}

std::optional<Found> best_schedule(const CyclicModel& model, const std::vector<Partial>& states,
                                   const Budget& budget) {
  std::optional<Found> best;
  for (const Partial& state : states) {
    CyclicSchedule schedule = state.schedule();
    delay_acquires(model, schedule);
    if (best && budget.stopped()) break;
    change_stages(model, schedule, budget.stop());
    Found found{schedule, memory_excess(model, schedule), span(model, schedule)};
    if (!best || found.value() < best->value()) best = std::move(found);
  }
  return best;
}

}  // namespace

std::optional<Found> beam(const CyclicModel& model, const BeamSettings& settings, Budget& budget) {
  std::vector<Partial> states{Partial(model, settings.period)};
  for (const Preset& p : settings.presets) states.front().reserve(p.block, p.slot);
  for (const Step& step : settings.steps) {
    if (budget.out()) return std::nullopt;
    std::vector<Child> next = children(states, step, settings, budget);
    std::ranges::stable_sort(next, {}, &Child::score);
    if (next.size() > settings.width) next.resize(settings.width);
    std::vector<Partial> kept;
    for (const Child& child : next) {
      kept.push_back(states[child.parent]);
      kept.back().place(step.block, child.start);
    }
    states = std::move(kept);
  }
  return best_schedule(model, states, budget);
}

}  // namespace repetend::search
