// Plans that need no search: the schedules that people use, one micro-batch at a time, and list schedules by
// plain priorities.
#include <algorithm>

#include "search/completion/least_memory.hpp"
#include "search/phases/phase.hpp"
#include "sim/problem/graph.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::search {
namespace {

// Only a cancellation ends the timing of what may be the first plan; the end of time ends the look for its
// repetend.
bool add_first(const PlacementSearch& search, const Budget& budget, Candidate& candidate, Orders orders,
               const std::string& name) {
  const Stop cancelled = [&] { return budget.cancelled(); };
  if (auto made = play(search.draft_model, orders, cancelled)) return candidate.add(std::move(*made), name);
  candidate.stop_when(cancelled);
  return candidate.add(std::move(orders), name);
}

// One micro-batch after the other; where even that deadlocks, what backtracking finds. Where there is no plan
// yet it is something to answer with, however soon the search must end: only a cancellation is sooner.
void try_one_at_a_time(PlacementSearch& search, Budget& budget) {
  if (search.incumbent.makespan() ? budget.stopped() : budget.overdue()) return;
  const Problem& problem = *search.problem;
  const Stop cancelled = [&] { return budget.cancelled(); };
  Candidate candidate(search.contest, budget.stop());
  bool found =
      add_first(search, budget, candidate, one_at_a_time(problem, dependency_order(problem)), own_schedule);
  if (!found)
    found = candidate.add(one_at_a_time(problem, least_memory(problem, cancelled).order), own_schedule);
  const std::uint64_t most = effort.lists.backtracked;
  if (!found && problem.instances() <= most / 10)
    if (const auto sequence = runnable_sequence(problem, most, cancelled))
      candidate.add(in_sequence(problem, *sequence), own_schedule);
  search.incumbent.offer(std::move(candidate), rank::one_at_a_time, budget);
}

// None of a schedule that is its orders and waits: without them it is another one.
std::optional<Orders> orders_of(const Schedule& schedule, const Problem& problem,
                                const Recognition& pipeline) {
  ScheduleResult made = schedule.make_of(problem, pipeline);
  auto* arrangement = std::get_if<Arrangement>(&made);
  return arrangement && arrangement->waits.empty() ? std::optional(std::move(arrangement->orders))
                                                   : std::nullopt;
}

// Also when time is up, as long as there is no plan.
void try_schedule(PlacementSearch& search, Budget& budget, const Schedule& schedule, int rank) {
  const bool none_yet = !search.incumbent.makespan();
  if (none_yet ? budget.cancelled() || budget.overdue() : budget.stopped()) return;
  auto orders = orders_of(schedule, *search.problem, search.pipeline);
  if (!orders) return;
  Candidate candidate = search.incumbent.candidate(budget);
  const std::string name(schedule.name);
  const bool fits = none_yet ? add_first(search, budget, candidate, std::move(*orders), name)
                             : candidate.add(std::move(*orders), name);
  search.incumbent.offer(std::move(candidate), rank, budget);
  ++search.tally.schedules;
  search.tally.schedules_fit += fits;
}

struct Ranked {
  const Schedule* schedule;
  int rank;
};

// How long a schedule takes for all micro-batches, going by how long it takes for a few and for twice as
// many.
class Promise {
 public:
  Promise(const Problem& problem, const Recognition& pipeline, int few)
      : micro_batches_(problem.micro_batches),
        pipeline_(pipeline),
        few_(with_micro_batches(problem, few)),
        twice_(with_micro_batches(problem, 2 * few)) {}

  Wide operator()(const Ranked& ranked) const {
    const auto a = makespan(few_, *ranked.schedule), b = makespan(twice_, *ranked.schedule);
    if (!a || !b) return sum_limit;
    return *b + static_cast<Wide>(*b - *a) * (micro_batches_ - twice_.micro_batches) / few_.micro_batches;
  }

 private:
  std::optional<Time> makespan(const Problem& problem, const Schedule& schedule) const {
    const auto orders = orders_of(schedule, problem, pipeline_);
    auto evaluator = orders ? Evaluator::compile(problem, *orders) : std::nullopt;
    return evaluator ? std::optional(evaluator->run()) : std::nullopt;
  }

  int micro_batches_;
  const Recognition& pipeline_;
  Problem few_, twice_;
};

// Where time is limited and plans are long, those that promise the shortest come first: there may be time for
// no more than one.
std::vector<Ranked> in_turn(const PlacementSearch& search) {
  std::vector<Ranked> schedules;
  for (int rank = rank::schedule; const Schedule& schedule : all_schedules())
    schedules.push_back({&schedule, rank++});
  const Problem& problem = *search.problem;
  const std::size_t few =
      std::min(2 * problem.devices.size(), effort.lists.sampled_instances / 2 / problem.blocks.size());
  if (!search.options.time_limit_s || few == 0 ||
      static_cast<std::size_t>(problem.micro_batches) / few < effort.lists.samples)
    return schedules;
  const Promise promise(problem, search.pipeline, static_cast<int>(few));
  std::vector<std::pair<Wide, Ranked>> promised;
  for (const Ranked& ranked : schedules) promised.emplace_back(promise(ranked), ranked);
  std::ranges::stable_sort(promised, {}, &std::pair<Wide, Ranked>::first);
  std::ranges::copy(promised | std::views::values, schedules.begin());
  return schedules;
}

void run_plans_at_once(PlacementSearch& search, Budget& budget) {
  const std::vector<Priority> priorities = plain_priorities(*search.problem);
  std::vector<std::function<void()>> tasks;
  for (const Ranked& ranked : in_turn(search))
    tasks.emplace_back([&, ranked] { try_schedule(search, budget, *ranked.schedule, ranked.rank); });
  tasks.emplace_back([&] { try_one_at_a_time(search, budget); });
  for (int rank = rank::list; const Priority& priority : priorities)
    tasks.emplace_back([&, rank = rank++] { try_list(search, budget, priority, rank); });
  budget.workers().run_all(tasks);
}

}  // namespace

extern const Phase plans_at_once;
const Phase plans_at_once{"plans at once", Needs::nothing, [](const PlacementSearch&) { return true; },
                          no_states, run_plans_at_once};

}  // namespace repetend::search
