// Lists that have the starts of a schedule that people use as keys: close to it where it does not fit the
// memory or deadlocks.
#include "search/phases/phase.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::search {
namespace {

bool guided_lists_apply(const PlacementSearch& search) {
  return !search.least_proved() && search.problem->instances() <= effort.lists.guided_instances;
}

// The starts are those that the schedule would have if data moved at once.
void follow_schedule(PlacementSearch& search, Budget& budget, const Problem& untransferred,
                     const Schedule& schedule, int rank) {
  if (budget.stopped()) return;
  const ScheduleResult made = schedule.make_of(*search.problem, search.pipeline);
  const auto* arrangement = std::get_if<Arrangement>(&made);
  auto evaluator = arrangement && arrangement->waits.empty()
                       ? Evaluator::compile(untransferred, arrangement->orders)
                       : std::nullopt;
  if (!evaluator) return;
  evaluator->run();
  for (const Pick pick : {Pick::soonest, Pick::active})
    try_list(search, budget, {{}, 0, pick, everything, evaluator->starts()}, rank);
}

void run_guided_lists(PlacementSearch& search, Budget& budget) {
  Problem untransferred = *search.problem;
  untransferred.transfer = TransferMode::none;
  std::vector<std::function<void()>> tasks;
  for (int rank = rank::guided_list; const Schedule& schedule : all_schedules())
    tasks.emplace_back(
        [&, rank = rank++] { follow_schedule(search, budget, untransferred, schedule, rank); });
  budget.workers().run_all(tasks);
}

}  // namespace

extern const Phase guided_lists;
const Phase guided_lists{"guided lists", Needs::nothing, guided_lists_apply, no_states, run_guided_lists};

}  // namespace repetend::search
