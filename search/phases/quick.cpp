// The first phase: plans made at once.
#include <algorithm>

#include "search/completion/units.hpp"
#include "search/least_memory.hpp"
#include "search/phases/solve.hpp"
#include "sim/problem/graph.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::search {
namespace {

// Every unit that a list takes looks at every other: what is too large for that is left to the repetend.
bool too_large_for_lists(const Problem& problem) {
  constexpr std::size_t most = 1'000'000'000;
  return problem.instances() > most / problem.blocks.size();
}

Orders in_sequence(const Problem& problem, const std::vector<Instance>& sequence) {
  Orders orders(problem.devices.size());
  for (const Instance& i : sequence)
    for (const DeviceUse& use : problem.block(i.block).uses) orders[use.device.index()].push_back(i);
  return orders;
}

}  // namespace

std::vector<Units> list_units(const Problem& problem) {
  std::vector<Units> units;
  if (problem.transfer == TransferMode::blocking)
    if (auto found = segments(problem)) units.push_back(std::move(*found));
  units.push_back(single_blocks(problem));
  return units;
}

std::vector<std::function<void()>> Solver::quick_tasks() {
  std::vector<std::function<void()>> tasks{[this] { try_leanest(); }};
  int rank = list_rank;
  for (const Priority& priority : priorities_)
    tasks.emplace_back([this, &priority, rank = rank++] { try_list(priority, rank); });
  rank = schedule_rank;
  for (const Schedule& schedule : all_schedules())
    tasks.emplace_back([this, &schedule, rank = rank++] { try_schedule(schedule, rank); });
  // The first list before all schedules, the others after them.
  std::rotate(tasks.begin() + 2, tasks.begin() + 1 + std::ssize(priorities_), tasks.end());
  return tasks;
}

// Something to answer with, however soon the search must end: only a cancellation is sooner. One micro-batch
// after the other; where even that deadlocks, what backtracking finds.
void Solver::try_leanest() {
  constexpr std::uint64_t appended = 100'000;
  const Stop cancelled = [this] { return budget_->cancelled(); };
  const Orders in_turn = one_at_a_time(*problem_, dependency_order(*problem_));
  Pool pool(problem_, draft_model_, options_.objective, options_.period_at_most);
  pool.expect_periods(solution_.period.exact);
  pool.end_when(budget_->stop());  // the look for its repetend
  if (auto made = play(draft_model_, in_turn, cancelled)) {
    pool.add(std::move(*made), ours);
    return offer(std::move(pool), leanest_rank);
  }
  pool.end_when(cancelled);
  const bool found = pool.add(in_turn, ours) ||
                     pool.add(one_at_a_time(*problem_, least_memory(*problem_, cancelled).order), ours);
  if (!found && problem_->instances() <= appended / 10)
    if (const auto sequence = runnable_sequence(*problem_, appended, cancelled))
      pool.add(in_sequence(*problem_, *sequence), ours);
  offer(std::move(pool), leanest_rank);
}

std::vector<std::function<void()>> Solver::guided_tasks() {
  std::vector<std::function<void()>> tasks;
  constexpr std::size_t most = 100'000;  // instances
  if (shortest_proved() || problem_->instances() > most) return tasks;
  int rank = guided_rank;
  for (const Schedule& schedule : all_schedules())
    tasks.emplace_back([this, &schedule, rank = rank++] { follow_schedule(schedule, rank); });
  return tasks;
}

// A list with that schedule's starts as keys: close to it where it does not fit or deadlocks.
void Solver::follow_schedule(const Schedule& schedule, int rank) {
  if (budget_->stopped()) return;
  const ScheduleResult made = schedule.make(*problem_);
  const Orders* orders = std::get_if<Orders>(&made);
  auto evaluator = orders ? Evaluator::compile(untransferred_, *orders) : std::nullopt;
  if (!evaluator) return;
  evaluator->run();
  for (const Pick pick : {Pick::soonest, Pick::active})
    try_list({{}, 0, pick, everything, evaluator->starts()}, rank);
}

void Solver::try_schedule(const Schedule& schedule, int rank) {
  if (budget_->stopped()) return;
  const ScheduleResult made = schedule.make(*problem_);
  const Orders* orders = std::get_if<Orders>(&made);
  if (!orders) return;
  Pool pool = empty_pool();
  const bool fits = pool.add(*orders, std::string(schedule.name));
  offer(std::move(pool), rank);
  const std::lock_guard lock(mutex_);
  ++solution_.tally.schedules;
  solution_.tally.schedules_fit += fits;
}

// With as many micro-batches at once as the memory lets begin; while that ends in a deadlock or without
// memory, with half of them.
std::optional<Draft> Solver::list(const Units& units, Priority priority) const {
  auto made = list_schedule(draft_model_, units, priority, *budget_);
  priority.in_flight = std::min(priority.in_flight, problem_->micro_batches);
  while (!made && priority.in_flight > 1 && !budget_->stopped()) {
    priority.in_flight /= 2;
    made = list_schedule(draft_model_, units, priority, *budget_);
  }
  return made;
}

void Solver::try_list(const Priority& priority, int rank) {
  if (budget_->stopped() || too_large_for_lists(*problem_)) return;
  Pool pool = empty_pool();
  bool fits = false;
  for (const Units& units : units_) {
    auto made = list(units, priority);
    fits |= made.has_value();
    if (made) pool.add(std::move(*made), ours);
  }
  offer(std::move(pool), rank);
  const std::lock_guard lock(mutex_);
  ++solution_.tally.lists;
  solution_.tally.lists_fit += fits;
}

}  // namespace repetend::search
