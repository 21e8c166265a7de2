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

Candidate rearranged(const PlacementSearch& search, const Plan& best, std::uint64_t, Budget& budget) {
  const RearrangeSettings settings{search.enough(), effort.rearrange.patience / trial_cost(*search.problem),
                                   search.options.seed, nullptr, search.measure};
  auto found = rearrange(search.draft_model, search.segmentations, best.start, settings, budget);
  Candidate candidate = search.incumbent.candidate(budget);
  if (found) candidate.add(std::move(*found), own_schedule);
  return candidate;
}

void keep_rearranged(PlacementSearch& search, Candidate candidate, Budget& budget) {
  search.tally.rearranged = budget.used();
  search.incumbent.improve(std::move(candidate), budget);
}

constexpr Look rearrange_look{rearranged, keep_rearranged, 1};

}  // namespace

extern const Phase rearrange_plan;
const Phase rearrange_plan{"rearrange",      Needs::nothing, rearrange_applies,
                           rearrange_states, nullptr,        &rearrange_look};

}  // namespace repetend::search
