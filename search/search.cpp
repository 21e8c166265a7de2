#include "search/search.hpp"

#include <fmt/format.h>

#include "search/control/memory_check.hpp"
#include "search/phases/explain.hpp"
#include "search/phases/judge.hpp"
#include "search/phases/portfolio.hpp"
#include "sim/core/error.hpp"

namespace repetend::search {
namespace {

Result to_result(const Portfolio& portfolio, const Options& options) {
  const PlacementSearches& searches = portfolio.searches();
  const Monitor& monitor = portfolio.monitor();
  PlacementSearch& best = best_of(searches);
  Result result;
  result.objective = options.objective;
  result.period_bound = {best.period.exact.floor(), best.period.name, best.period.reason};
  result.period_bound_exact = best.period.exact;
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

}  // namespace

Result search(const Placements& placements, const Options& options) {
  require_memory(placements, options.threads);
  require_periods(placements, options.objective);
  Portfolio portfolio(placements, options);
  portfolio.run();
  return to_result(portfolio, options);
}

}  // namespace repetend::search
