#include "search/repetend/find.hpp"

#include <algorithm>
#include <numeric>

#include "search/repetend/beam.hpp"
#include "search/repetend/circle.hpp"

namespace repetend::search {
namespace {

// Each gang of the order right after the one before, where all its devices are free; none when they do not
// fit.
std::optional<std::vector<Preset>> lay_gangs(const CyclicModel& model, const std::vector<std::size_t>& gangs,
                                             Time period) {
  Circles circles(model.on_device.size(), period);
  std::vector<Preset> presets;
  Time from = 0;
  for (std::size_t g : gangs) {
    const auto at = circles.next_free(model.devices[g], from, model.duration[g]);
    if (!at) return std::nullopt;
    for (std::size_t d : model.devices[g]) circles.put(d, *at, model.duration[g]);
    presets.push_back({g, circles.residue(*at)});
    from = *at;
  }
  return presets;
}

// The schedule of the shortest span over all ways to lay the gangs.
std::optional<CyclicSchedule> find_with(const CyclicModel& model, const Steps& steps, Time period,
                                        std::size_t width, Budget& budget) {
  std::optional<CyclicSchedule> best;
  for (const auto& gangs : gang_orders(model)) {
    const auto presets = lay_gangs(model, gangs, period);
    if (!presets) continue;
    const auto found =
        beam(model, {.period = period, .width = width, .presets = *presets, .steps = steps}, budget);
    if (found && (!best || span(model, *found) < span(model, *best))) best = found;
    if (budget.out()) break;
  }
  return best;
}

}  // namespace

std::optional<CyclicSchedule> find_at(const CyclicModel& model, Time period, std::size_t width,
                                      Budget& budget) {
  auto found = find_with(model, forward_steps(model), period, width, budget);
  if (std::ranges::none_of(model.counts_memory, [](char counts) { return counts != 0; })) return found;
  auto swung = find_with(model, swing_steps(model), period, width, budget);
  return swung && (!found || span(model, *swung) < span(model, *found)) ? swung : found;
}

std::optional<CyclicSchedule> find_cyclic(const CyclicModel& model, Time at_least, std::size_t width,
                                          Budget& budget) {
  std::optional<CyclicSchedule> best;
  const auto attempt = [&](Time period) {
    auto found = find_at(model, period, width, budget);
    if (found) best = tighten(model, *found, at_least);
    return found.has_value();
  };
  // A single micro-batch at a time always fits into the sum of all delays, if anything does.
  Time all = std::accumulate(model.duration.begin(), model.duration.end(), Time{0});
  for (const Arc& arc : model.arcs) all += arc.delay;
  Time failed = at_least - 1, step = std::max(Time{1}, at_least / 64);
  for (Time period = at_least; !attempt(period); step *= 2) {
    if (budget.out() || period >= all) return std::nullopt;
    failed = period;
    period = std::min(period + step, all);
  }
  const Time fine = std::max(Time{1}, at_least / 2000);
  while (best->period - failed > fine && !budget.out()) {
    const Time middle = failed + (best->period - failed) / 2;
    if (!attempt(middle)) failed = middle;
  }
  return best;
}

}  // namespace repetend::search
