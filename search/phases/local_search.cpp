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
  return !compares_periods(search.options.objective) && search.incumbent.plan() && !search.least_proved();
}

// Of one round; none where a plan is too large.
std::uint64_t exchange_states(const PlacementSearch& search) {
  const std::uint64_t states = effort.exchange.instances / search.problem->instances();
  if (states < effort.exchange.fewest_states) return 0;
  if (search.measure == Measure::makespan) return states;
  const bool high = high_thresholds(*search.problem, search.measure);
  return states / (high ? effort.exchange.high_share : effort.exchange.completions_share);
}

Candidate look_around(const PlacementSearch& search, const Plan& best, std::uint64_t round, Budget& budget) {
  auto found = exchanged(search, budget, best, round);
  return found ? std::move(*found) : search.incumbent.candidate(budget);
}

void keep_exchanged(PlacementSearch& search, Candidate found, Budget& budget) {
  search.tally.swaps += budget.used() * trials_a_state;
  if (found.plan() && found.measured() < *search.incumbent.measured())
    search.incumbent.offer(std::move(found), rank::repetend, budget);
}

constexpr Look exchange_look{look_around, keep_exchanged, effort.exchange.rounds};

}  // namespace

std::optional<Candidate> exchanged(const PlacementSearch& search, Budget& budget, const Plan& plan,
                                   std::uint64_t round) {
  const std::uint64_t states = exchange_states(search);
  if (states == 0 || budget.out()) return std::nullopt;
  Budget part = budget.share(states);
  auto found = local_search(
      *search.problem, plan.orders,
      {.measure = search.measure, .enough = search.enough(), .seed = search.options.seed + round}, part);
  budget.spend(part);
  Candidate candidate = search.incumbent.candidate(budget);
  if (found) candidate.add(std::move(*found), own_schedule);
  return candidate;
}

extern const Phase polish, exchange_orders;
const Phase polish{"polish", Needs::nothing, polish_applies, polish_states, run_polish};
const Phase exchange_orders{"exchange",      Needs::nothing, exchange_applies,
                            exchange_states, nullptr,        &exchange_look};

}  // namespace repetend::search
