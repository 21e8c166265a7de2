#include "search/search.hpp"

#include <algorithm>

#include "search/exact/refute.hpp"
#include "search/explain.hpp"
#include "search/room.hpp"
#include "search/solve.hpp"
#include "search/workers.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::search {
namespace {

using Solvers = std::vector<std::unique_ptr<Solver>>;

std::optional<Time> shortest(const Solvers& solvers) {
  std::optional<Time> least;
  for (const auto& solver : solvers)
    if (const auto best = solver->best()) least = std::min(least.value_or(*best), *best);
  return least;
}

// Every placement, side by side; what one phase found decides what the next leaves out.
std::vector<Solution> solve(const Solvers& solvers, const Options& options) {
  std::vector<std::function<void()>> tasks;
  for (const auto& solver : solvers)
    for (auto& task : solver->quick_tasks()) tasks.push_back(std::move(task));
  run_all(tasks, options.threads);

  tasks.clear();
  for (const auto& solver : solvers)
    for (auto& task : solver->guided_tasks()) tasks.push_back(std::move(task));
  run_all(tasks, options.threads);

  tasks.clear();
  for (const auto& solver : solvers)
    tasks.emplace_back([&solver, least = shortest(solvers)] { solver->search_repetends(least); });
  run_all(tasks, options.threads);

  std::vector<Solution> solutions;
  for (const auto& solver : solvers) solutions.push_back(solver->take());
  return solutions;
}

// The first of the best.
const Solution& best_of(const std::vector<Solution>& solutions, const Options& options) {
  const Solution* best = &solutions.front();
  const auto value = [&](const Solution& s) {
    return value_of(*s.plan, options.objective, options.period_at_most);
  };
  for (const Solution& solution : solutions)
    if (solution.plan && (!best->plan || value(solution) < value(*best))) best = &solution;
  return *best;
}

bool least_for_its_size(const Repetend& repetend, const Solution& solution) {
  for (const auto& [u, bound] : solution.tally.least_periods)
    if (u == repetend.micro_batches && repetend.period <= bound) return true;
  return refuted(*solution.problem, repetend.micro_batches, repetend.period - 1);
}

void judge_period(const Solution& solution, Result& result) {
  const Ratio& exact = solution.period.exact;
  const Repetend& repetend = *solution.plan->repetend;
  result.period_optimal =
      static_cast<Wide>(repetend.period) * exact.den <= static_cast<Wide>(exact.num) * repetend.micro_batches;
  if (!result.period_optimal) result.period_optimal_for_u = least_for_its_size(repetend, solution);
}

Bound makespan_bound_of(const std::vector<Solution>& solutions) {
  const auto& least =
      *std::ranges::min_element(solutions, {}, [](const Solution& s) { return s.makespan.value; });
  const std::string where = solutions.size() > 1 ? "on placement " + least.problem->placement + ", " : "";
  return {least.makespan.value, least.makespan.name, where + least.makespan.reason};
}

Result to_result(const std::vector<Solution>& solutions, const Options& options) {
  const Solution& best = best_of(solutions, options);
  Result result;
  result.period_bound = {best.period.exact.floor(), best.period.name, best.period.reason};
  result.makespan_bound = makespan_bound_of(solutions);
  for (const Solution& solution : solutions) result.states_expanded += solution.states;
  result.notes = explain(solutions, best);
  result.reason = why_no_plan(solutions, best, options);
  if (!result.reason.empty()) return result;
  require_valid(*best.plan);
  result.plan = best.plan;
  result.schedule = best.plan->schedule;
  result.makespan_optimal = makespan(*best.plan) <= result.makespan_bound.value;
  if (best.plan->repetend) judge_period(best, result);
  return result;
}

}  // namespace

Result search(const Scenario& scenario, const Options& options) {
  require_room(scenario, options.threads);
  const auto placements = scenario.placements();
  const auto monitor = std::make_shared<Monitor>(options, placements.size());
  Solvers solvers;
  Time bound = std::numeric_limits<Time>::max();
  for (const auto& problem : placements) {
    solvers.push_back(std::make_unique<Solver>(problem, options));
    solvers.back()->begin(monitor, solvers.size() - 1);
    bound = std::min(bound, solvers.back()->bound().value);
  }
  monitor->bound(bound);
  return to_result(solve(solvers, options), options);
}

}  // namespace repetend::search
