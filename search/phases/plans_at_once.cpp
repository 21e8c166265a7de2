// Plans that need no search: one micro-batch at a time, list schedules by plain priorities, and the schedules
// that people use.
#include <algorithm>

#include "search/completion/least_memory.hpp"
#include "search/phases/phase.hpp"
#include "sim/problem/graph.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::search {
namespace {

// Something to answer with, however soon the search must end: only a cancellation is sooner. One micro-batch
// after the other; where even that deadlocks, what backtracking finds.
void try_one_at_a_time(PlacementSearch& search, Budget& budget) {
  const Problem& problem = *search.problem;
  const Stop cancelled = [&] { return budget.cancelled(); };
  const Orders in_turn = one_at_a_time(problem, dependency_order(problem));
  Candidate candidate(search.contest, budget.stop());  // which ends the look for its repetend
  if (auto made = play(search.draft_model, in_turn, cancelled)) {
    candidate.add(std::move(*made), own_schedule);
    return search.incumbent.offer(std::move(candidate), rank::one_at_a_time, budget);
  }
  candidate.stop_when(cancelled);
  const bool found =
      candidate.add(in_turn, own_schedule) ||
      candidate.add(one_at_a_time(problem, least_memory(problem, cancelled).order), own_schedule);
  const std::uint64_t most = effort.lists.backtracked;
  if (!found && problem.instances() <= most / 10)
    if (const auto sequence = runnable_sequence(problem, most, cancelled))
      candidate.add(in_sequence(problem, *sequence), own_schedule);
  search.incumbent.offer(std::move(candidate), rank::one_at_a_time, budget);
}

void try_schedule(PlacementSearch& search, Budget& budget, const Schedule& schedule, int rank) {
  if (budget.stopped()) return;
  const ScheduleResult made = schedule.make(*search.problem);
  const Orders* orders = std::get_if<Orders>(&made);
  if (!orders) return;
  Candidate candidate = search.incumbent.candidate(budget);
  const bool fits = candidate.add(*orders, std::string(schedule.name));
  search.incumbent.offer(std::move(candidate), rank, budget);
  ++search.tally.schedules;
  search.tally.schedules_fit += fits;
}

void run_plans_at_once(PlacementSearch& search, Budget& budget) {
  const std::vector<Priority> priorities = plain_priorities(*search.problem);
  std::vector<std::function<void()>> tasks{[&] { try_one_at_a_time(search, budget); }}, lists;
  for (int rank = rank::list; const Priority& priority : priorities)
    lists.emplace_back([&, rank = rank++] { try_list(search, budget, priority, rank); });
  tasks.push_back(lists.front());  // before all schedules, the other lists after them
  for (int rank = rank::schedule; const Schedule& schedule : all_schedules())
    tasks.emplace_back([&, rank = rank++] { try_schedule(search, budget, schedule, rank); });
  tasks.insert(tasks.end(), lists.begin() + 1, lists.end());
  budget.workers().run_all(tasks);
}

}  // namespace

extern const Phase plans_at_once;
const Phase plans_at_once{"plans at once", Needs::nothing, [](const PlacementSearch&) { return true; },
                          no_states, run_plans_at_once};

}  // namespace repetend::search
