// Plans around the best one, while its measure is not proved the least, by lists that follow it but for a
// random part.
#include "search/completion/rearrange.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

bool rearrange_applies(const PlacementSearch& search) { return search.wants_better(); }

// In instances.
std::uint64_t trial_cost(const Problem& problem) {
  constexpr auto cost = effort.rearrange;
  const bool blocking = problem.transfer == TransferMode::blocking;
  return cost.a_trial + problem.instances() * (blocking ? cost.a_blocking_instance : 1);
}

std::uint64_t rearrange_states(const PlacementSearch& search) {
  return effort.rearrange.instances / trial_cost(*search.problem);
}

void run_rearrange(PlacementSearch& search, Budget& budget) {
  const RearrangeSettings settings{search.enough(), effort.rearrange.patience / trial_cost(*search.problem),
                                   search.options.seed, nullptr, search.measure};
  auto found =
      rearrange(search.draft_model, search.segmentations, search.incumbent.plan()->start, settings, budget);
  search.tally.rearranged = budget.used();
  Candidate candidate = search.incumbent.candidate(budget);
  if (found) candidate.add(std::move(*found), own_schedule);
  search.incumbent.improve(std::move(candidate), budget);
}

}  // namespace

extern const Phase rearrange_plan;
const Phase rearrange_plan{"rearrange", Needs::nothing, rearrange_applies, rearrange_states, run_rearrange};

}  // namespace repetend::search
