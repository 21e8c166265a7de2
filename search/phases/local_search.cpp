// Local search over the orders of the best plan: swaps of neighbours on critical paths while one makes it
// better, and, in another phase, swaps that may make it worse for a while.
#include "search/completion/local_search.hpp"

#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

bool polish_applies(const PlacementSearch& search) { return search.wants_better(); }

std::uint64_t polish_states(const PlacementSearch& search) {
  return effort.polish.instances / search.problem->instances();
}

void run_polish(PlacementSearch& search, Budget& budget) {
  if (budget.left() < effort.polish.fewest_trials) return;
  Candidate candidate = search.incumbent.candidate(budget);
  const Orders& given = search.incumbent.plan()->orders;
  const LocalSearchSettings settings{.accept = Acceptance::better, .measure = search.measure};
  candidate.add(local_search(*search.problem, given, settings, budget).value_or(given), own_schedule);
  search.tally.swaps += budget.used();
  search.incumbent.improve(std::move(candidate), budget);
}

bool exchange_applies(const PlacementSearch& search) {
  return !compares_periods(search.options.objective) && search.incumbent.plan();
}

// Again and again until that gains nothing.
void run_exchange(PlacementSearch& search, Budget& budget) {
  for (std::uint64_t round = 0; !search.least_proved(); ++round) {
    auto found = exchanged(search, budget, *search.incumbent.plan(), round);
    if (!found || !found->plan() || found->measured() >= *search.incumbent.measured()) return;
    search.incumbent.offer(std::move(*found), rank::repetend, budget);
  }
}

}  // namespace

std::optional<Candidate> exchanged(PlacementSearch& search, Budget& budget, const Plan& plan,
                                   std::uint64_t round) {
  std::uint64_t states = effort.exchange.instances / search.problem->instances();
  if (states < effort.exchange.fewest_states || budget.out()) return std::nullopt;
  if (search.measure == Measure::completions) states /= effort.exchange.completions_share;
  Budget part = budget.share(states);
  auto found = local_search(
      *search.problem, plan.orders,
      {.measure = search.measure, .enough = search.enough(), .seed = search.options.seed + round}, part);
  budget.spend(part);
  search.tally.swaps += part.used() * trials_a_state;
  Candidate candidate = search.incumbent.candidate(budget);
  if (found) candidate.add(std::move(*found), own_schedule);
  return candidate;
}

extern const Phase polish, exchange_orders;
const Phase polish{"polish", Needs::nothing, polish_applies, polish_states, run_polish};
const Phase exchange_orders{"exchange", Needs::nothing, exchange_applies, all_states, run_exchange};

}  // namespace repetend::search
