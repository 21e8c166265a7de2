#include "search/search.hpp"

#include <fmt/format.h>

#include "search/solve.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

void judge_period(const Repetend& repetend, const PeriodBound& bound, Result& result) {
  const Ratio& exact = bound.exact;
  result.period_optimal =
      static_cast<Wide>(repetend.period) * exact.den <= static_cast<Wide>(exact.num) * repetend.micro_batches;
  if (!result.period_optimal)
    result.period_optimal_for_u = repetend.period <= exact.ceil_times(repetend.micro_batches);
}

Result to_result(Solution solution) {
  Result result;
  result.period_bound = {solution.period.exact.floor(), solution.period.name, solution.period.reason};
  result.makespan_bound = {solution.makespan.value, solution.makespan.name, solution.makespan.reason};
  result.reason = std::move(solution.reason);
  if (!solution.plan) return result;
  require_valid(*solution.plan);
  result.schedule = solution.plan->schedule;
  result.makespan_optimal = makespan(*solution.plan) <= result.makespan_bound.value;
  if (solution.plan->repetend) judge_period(*solution.plan->repetend, solution.period, result);
  if (!result.makespan_optimal)
    result.notes.push_back(fmt::format("the makespan is {} ns above the {} bound: {}",
                                       makespan(*solution.plan) - result.makespan_bound.value,
                                       result.makespan_bound.name, result.makespan_bound.reason));
  result.plan = std::move(solution.plan);
  return result;
}

}  // namespace

Result search(const Scenario& scenario, const Options& options) {
  std::optional<Solution> best;
  std::uint64_t states = 0;
  for (const auto& problem : scenario.placements()) {
    Solution found = solve(problem, options);
    states += found.states;
    const bool better =
        !best || (found.plan && (!best->plan || value_of(*found.plan, options.objective) <
                                                    value_of(*best->plan, options.objective)));
    if (better) best = std::move(found);
  }
  Result result = to_result(std::move(*best));
  result.states_expanded = states;
  return result;
}

}  // namespace repetend::search
