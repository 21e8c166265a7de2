#include "search/search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "search/control/memory_check.hpp"
#include "search/exact/refute.hpp"
#include "search/phases/explain.hpp"
#include "search/phases/phase.hpp"
#include "sim/core/error.hpp"

namespace repetend::search {
namespace {

std::optional<Time> shortest(const PlacementSearches& searches) {
  std::optional<Time> least;
  for (const auto& search : searches)
    if (const auto length = search->incumbent.makespan()) least = std::min(least.value_or(*length), *length);
  return least;
}

// Among equals the first one counts.
PlacementSearch& best_of(const PlacementSearches& searches) {
  PlacementSearch* best = searches.front().get();
  for (const auto& search : searches) {
    const Incumbent &mine = search->incumbent, &other = best->incumbent;
    if (mine.plan() && (!other.plan() || mine.value() < other.value())) best = search.get();
  }
  return *best;
}

// The placements are searched side by side; what the first phases found decides which of them the others
// leave out.
void run_phases(const PlacementSearches& searches, Workers& workers) {
  const auto on_each = [&](const std::function<void(PlacementSearch&)>& work) {
    std::vector<std::function<void()>> tasks;
    for (const auto& search : searches) tasks.emplace_back([&] { work(*search); });
    workers.run_all(tasks);
  };
  for (const Phase* phase : first_phases()) on_each([&](PlacementSearch& search) { run(*phase, search); });
  const std::optional<Time> least = shortest(searches);
  on_each([&](PlacementSearch& search) {
    search.tally.skipped =
        search.options.objective == Objective::makespan && least && *least < search.makespan.value;
    for (const Phase* phase : further_phases())
      if (!search.tally.skipped) run(*phase, search);
    search.tally.cut = search.budget.out();
  });
  PlacementSearch& best = best_of(searches);
  for (const Phase* phase : last_phases()) run(*phase, best);
}

bool least_for_its_size(const Repetend& repetend, const PlacementSearch& search, const Stop& stop) {
  for (const auto& [u, bound] : search.tally.least_periods)
    if (u == repetend.micro_batches && repetend.period <= bound) return true;
  return refuted(*search.problem, repetend.micro_batches, repetend.period - 1, stop);
}

void judge_period(const PlacementSearch& search, const Stop& stop, Result& result) {
  const Repetend& repetend = *result.plan->repetend;
  result.period_optimal = Ratio{repetend.period, repetend.micro_batches} <= search.period.exact;
  if (!result.period_optimal) result.period_optimal_for_u = least_for_its_size(repetend, search, stop);
}

Bound makespan_bound_of(const PlacementSearches& searches) {
  const auto& least =
      *std::ranges::min_element(searches, {}, [](const auto& search) { return search->makespan.value; });
  const std::string where = searches.size() > 1 ? "on placement " + least->problem->placement + ", " : "";
  return {least->makespan.value, least->makespan.name, where + least->makespan.reason};
}

Result to_result(const PlacementSearches& searches, const Options& options, const Monitor& monitor) {
  PlacementSearch& best = best_of(searches);
  Result result;
  result.period_bound = {best.period.exact.floor(), best.period.name, best.period.reason};
  result.period_bound_exact = best.period.exact;
  result.makespan_bound = makespan_bound_of(searches);
  for (const auto& search : searches) result.states_expanded += search->budget.expanded();
  result.notes = explain(searches, best);
  result.reason = why_no_plan(searches, best, options, monitor);
  if (!result.reason.empty()) return result;
  const Stop stop = [&] { return monitor.stopped(); };
  result.without_plan = placements_without_plan(searches, stop);
  result.makespan_optimal = *best.incumbent.makespan() <= result.makespan_bound.value;
  result.plan = best.incumbent.take();
  result.schedule = result.plan->schedule;
  if (result.plan->repetend) judge_period(best, stop, result);
  return result;
}

void require_periods(const Placements& placements, Objective objective) {
  for (const auto& problem : placements)
    if (compares_periods(objective) && !is_periodic(*problem))
      throw RequestError(
          fmt::format("placement {} has no period, since its micro-batches differ", problem->placement));
}

}  // namespace

Result search(const Placements& placements, const Options& options) {
  require_memory(placements, options.threads);
  require_periods(placements, options.objective);
  const auto monitor = std::make_shared<Monitor>(options);
  PlacementSearches searches;
  Time bound = std::numeric_limits<Time>::max();
  for (const auto& problem : placements) {
    searches.push_back(std::make_unique<PlacementSearch>(problem, options, monitor));
    bound = std::min(bound, searches.back()->makespan.value);
  }
  monitor->bound(bound);
  run_phases(searches, monitor->workers());
  return to_result(searches, options, *monitor);
}

}  // namespace repetend::search
