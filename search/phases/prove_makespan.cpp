// Branch and bound over the plans of few instances: the least makespan or sum of completions, proved, or else
// perhaps a better plan.
#include "search/exact/branch_and_bound.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

bool branch_and_bound_applies(const PlacementSearch& search) {
  return search.problem->instances() <= effort.branch_and_bound.largest && search.wants_better();
}

// A state costs time by instance.
std::uint64_t branch_and_bound_states(const PlacementSearch& search) {
  return effort.branch_and_bound.instances / search.problem->instances();
}

void run_branch_and_bound(PlacementSearch& search, Budget& budget) {
  PlanProof proof =
      prove_least(*search.problem, search.measure, search.enough(), *search.incumbent.measured(), budget);
  search.tally.makespan_states = budget.used();
  search.raise_bound(proof.bound, "exhaustive",
                     search.measure == Measure::makespan
                         ? "a search of all shorter plans found none"
                         : "a search of all plans that complete earlier found none");
  if (!proof.orders) return;
  Candidate candidate = search.incumbent.candidate(budget);
  if (candidate.add(std::move(*proof.orders), own_schedule))
    search.incumbent.offer(std::move(candidate), rank::repetend, budget);
}

}  // namespace

extern const Phase branch_and_bound;
const Phase branch_and_bound{"branch and bound", Needs::nothing, branch_and_bound_applies,
                             branch_and_bound_states, run_branch_and_bound};

}  // namespace repetend::search
