#include "search/search.hpp"

#include <algorithm>

#include "search/control/memory_check.hpp"
#include "search/exact/refute.hpp"
#include "search/explain.hpp"
#include "search/phases/solve.hpp"

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
std::vector<Solution> solve(const Solvers& solvers, Workers& workers) {
  std::vector<std::function<void()>> tasks;
  for (const auto& solver : solvers)
    for (auto& task : solver->quick_tasks()) tasks.push_back(std::move(task));
  workers.run_all(tasks);

  tasks.clear();
  for (const auto& solver : solvers)
    for (auto& task : solver->guided_tasks()) tasks.push_back(std::move(task));
  workers.run_all(tasks);

  tasks.clear();
  for (const auto& solver : solvers)
    tasks.emplace_back([&solver, least = shortest(solvers)] { solver->search_repetends(least); });
  workers.run_all(tasks);

  std::vector<Solution> solutions;
  for (const auto& solver : solvers) solutions.push_back(solver->take());
  return solutions;
}

// The first of the best.
Solution& best_of(std::vector<Solution>& solutions) {
  Solution* best = &solutions.front();
  for (Solution& solution : solutions)
    if (solution.plan && (!best->plan || solution.value < best->value)) best = &solution;
  return *best;
}

bool least_for_its_size(const Repetend& repetend, const Solution& solution, const Stop& stop) {
  for (const auto& [u, bound] : solution.tally.least_periods)
    if (u == repetend.micro_batches && repetend.period <= bound) return true;
  return refuted(*solution.problem, repetend.micro_batches, repetend.period - 1, stop);
}

void judge_period(const Solution& solution, const Stop& stop, Result& result) {
  const Repetend& repetend = *result.plan->repetend;
  result.period_optimal = Ratio{repetend.period, repetend.micro_batches} <= solution.period.exact;
  if (!result.period_optimal) result.period_optimal_for_u = least_for_its_size(repetend, solution, stop);
}

Bound makespan_bound_of(const std::vector<Solution>& solutions) {
  const auto& least =
      *std::ranges::min_element(solutions, {}, [](const Solution& s) { return s.makespan.value; });
  const std::string where = solutions.size() > 1 ? "on placement " + least.problem->placement + ", " : "";
  return {least.makespan.value, least.makespan.name, where + least.makespan.reason};
}

Result to_result(std::vector<Solution> solutions, const Options& options, const Monitor& monitor) {
  Solution& best = best_of(solutions);
  Result result;
  result.period_bound = {best.period.exact.floor(), best.period.name, best.period.reason};
  result.makespan_bound = makespan_bound_of(solutions);
  for (const Solution& solution : solutions) result.states_expanded += solution.states;
  result.notes = explain(solutions, best);
  result.reason = why_no_plan(solutions, best, options, monitor);
  if (!result.reason.empty()) return result;
  result.plan = std::move(best.plan);
  result.schedule = result.plan->schedule;
  result.makespan_optimal = best.length <= result.makespan_bound.value;
  if (result.plan->repetend)
    judge_period(
        best, [&] { return monitor.stopped(); }, result);
  return result;
}

}  // namespace

Result search(const Placements& placements, const Options& options) {
  require_memory(placements, options.threads);
  const auto monitor = std::make_shared<Monitor>(options);
  Solvers solvers;
  Time bound = std::numeric_limits<Time>::max();
  for (const auto& problem : placements) {
    solvers.push_back(std::make_unique<Solver>(problem, options));
    solvers.back()->begin(monitor);
    bound = std::min(bound, solvers.back()->bound().value);
  }
  monitor->bound(bound);
  return to_result(solve(solvers, monitor->workers()), options, *monitor);
}

}  // namespace repetend::search
