#include "search/search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "search/control/memory_check.hpp"
#include "search/phases/explain.hpp"
#include "search/phases/judge.hpp"
#include "search/phases/portfolio.hpp"
#include "search/wide/search_wide.hpp"
#include "sim/core/error.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/extensions.hpp"

namespace repetend::search {
namespace {

Result to_result(const Portfolio& portfolio, const Options& options) {
  const PlacementSearches& searches = portfolio.searches();
  const Monitor& monitor = portfolio.monitor();
  PlacementSearch& best = best_of(searches);
  Result result;
  result.objective = options.objective;
  if (is_periodic(*best.problem)) {
    result.period_bound = {best.period.exact.floor(), best.period.name, best.period.reason};
    result.period_bound_exact = best.period.exact;
  } else {
    result.period_bound = {0, "none", "its micro-batches differ"};
  }
  result.makespan_bound = makespan_bound_of(searches);
  result.states_expanded = portfolio.states();
  result.notes = explain(searches, best);
  result.reason = why_no_plan(searches, best, options, monitor);
  if (!result.reason.empty()) return result;
  const Stop stop = [&] { return monitor.stopped(); };
  result.without_plan = placements_without_plan(searches, stop);
  result.plan = *best.incumbent.plan();
  result.schedule = result.plan->schedule;
  judge(searches, stop, result);
  return result;
}

void require_periods(const Placements& placements, Objective objective) {
  for (const auto& problem : placements)
    if (compares_periods(objective) && !is_periodic(*problem))
      throw RequestError(
          fmt::format("placement {} has no period, since its micro-batches differ", problem->placement));
}

Result search_plain(const Placements& placements, const Options& options) {
  Portfolio portfolio(placements, options);
  portfolio.run();
  return to_result(portfolio, options);
}

Value value_of(const Result& result, const Options& options) {
  const Plan& plan = *result.plan;
  return value_of(plan, makespan(plan), std::ranges::max(peak_memory(plan)), options.objective,
                  result.period_bound_exact, options.period_at_most);
}

// The better of two answers about different placements, within what holds for all of them.
Result better(Result a, Result b, const Options& options) {
  if (!a.plan || (b.plan && value_of(b, options) < value_of(a, options))) std::swap(a, b);
  if (b.makespan_bound.value < a.makespan_bound.value) a.makespan_bound = b.makespan_bound;
  a.makespan_optimal = a.plan && makespan(*a.plan) <= a.makespan_bound.value;
  if (options.objective == Objective::makespan) {
    a.objective_bound = a.makespan_bound;
    a.objective_optimal = a.makespan_optimal;
  } else {
    // Where it is proved, the bound is the number itself; a period's is rounded down.
    const Time number =
        options.objective == Objective::period ? a.period_bound_exact.ceil() : a.objective_bound.value;
    a.objective_optimal = a.objective_optimal && number <= b.objective_bound.value;
    if (b.objective_bound.value < a.objective_bound.value) a.objective_bound = b.objective_bound;
  }
  a.notes.insert(a.notes.end(), b.notes.begin(), b.notes.end());
  return a;
}

}  // namespace

Result search(const Placements& placements, const Options& options) {
  require_memory(placements, options.threads);
  require_periods(placements, options.objective);
  Placements plain, wide;
  for (const auto& problem : placements) (has_plain_plans(*problem) ? plain : wide).push_back(problem);
  if (wide.empty()) return search_plain(placements, options);
  Result of_wide = search_wide(wide, options);
  return plain.empty() ? of_wide : better(search_plain(plain, options), std::move(of_wide), options);
}

}  // namespace repetend::search
