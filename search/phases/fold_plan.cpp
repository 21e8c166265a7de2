// Repetends read off the shortest plan: a short plan may hold some of more micro-batches than were tried.
#include <algorithm>

#include "search/completion/fold.hpp"
#include "search/completion/local_search.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

// The least period a micro-batch known, the shortest plan as a whole included.
Ratio least_known(const PlacementSearch& search) {
  Ratio least{makespan(*search.incumbent.shortest()), search.problem->micro_batches};
  for (const CyclicPlan& plan : search.repetends)
    least = std::min(least, Ratio{plan.schedule.period, plan.u});
  return least;
}

bool fold_applies(const PlacementSearch& search) {
  return compares_periods(search.options.objective) && !search.follows && search.incumbent.shortest() &&
         search.problem->instances() <= effort.fold.instances && search.period.exact < least_known(search);
}

void run_fold(PlacementSearch& search, Budget& budget) {
  const std::uint64_t before = budget.used();
  for (std::uint64_t round = 0; round < effort.fold.rounds; ++round)
    if (auto shorter = exchanged(search, budget, *search.incumbent.shortest(), round))
      search.incumbent.offer(std::move(*shorter), rank::repetend, budget);
  search.tally.swaps += (budget.used() - before) * trials_a_state;
  Budget part = budget.share(budget.left());
  auto folded = fold(*search.problem, search.incumbent.shortest()->start, least_known(search),
                     search.period.exact, part);
  budget.spend(part);
  if (!folded) return;
  search.tally.found_repetend(folded->u, folded->schedule.period);
  search.repetends.push_back(std::move(*folded));
  complete(search, budget, search.repetends.back());
}

}  // namespace

extern const Phase fold_plan;
const Phase fold_plan{"fold", Needs::period, fold_applies, all_states, run_fold};

}  // namespace repetend::search
