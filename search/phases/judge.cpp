#include "search/phases/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "search/completion/least_memory.hpp"
#include "search/exact/refute.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {
namespace {

// The search whose bound is least, since the best plan may be of any placement.
template <class Value>
const PlacementSearch& least_bound(const PlacementSearches& searches, Value value) {
  return **std::ranges::min_element(searches,
                                    [&](const auto& a, const auto& b) { return value(*a) < value(*b); });
}

Bound bound_on(const PlacementSearches& searches, const PlacementSearch& search, Time value,
               const std::string& name, const std::string& reason) {
  const std::string where = searches.size() > 1 ? "on placement " + search.problem->placement + ", " : "";
  return {value, name, where + reason};
}

ObjectiveProof period_proof(const PlacementSearches& searches, const Plan& plan) {
  const auto& least = least_bound(searches, [](const auto& s) { return s.period.exact; });
  return {bound_on(searches, least, least.period.exact.floor(), least.period.name, least.period.reason),
          period_a_micro_batch(plan) <= least.period.exact};
}

ObjectiveProof latency_proof(const PlacementSearches& searches, Time sum) {
  const auto& least = least_bound(searches, [](const auto& s) { return s.completions.sum; });
  const int n = least.problem->micro_batches;
  return {bound_on(searches, least, (least.completions.sum + n - 1) / n, least.completions.name,
                   least.completions.reason),
          sum <= least.completions.sum};
}

// A micro-batch needs that by itself, and the others, if no release of theirs runs ahead, can only add.
Bytes least_alone(const Problem& problem, const Stop& stop) {
  const Problem limited = with_memory_at_most(problem, most_static_memory(problem));
  if (!releases_follow(limited)) return 0;
  const LeastMemory least = least_memory(limited, stop);
  return least.exact ? least.needed : 0;
}

// At the period of the plan, or the one asked for. A placement whose own period is longer has no such plan.
ObjectiveProof memory_proof(const PlacementSearches& searches, const Plan& plan) {
  const PlacementSearch& any = *searches.front();
  const Ratio period = std::max(period_a_micro_batch(plan), Ratio{any.options.period_at_most.value_or(0), 1});
  const Bytes peak = std::ranges::max(peak_memory(*plan.problem, plan.orders));
  Bytes bound = peak;
  for (const auto& search : searches)
    if (search->period.exact <= period)
      bound = std::min(bound, std::max(peak_bound(*search->problem, period, peak, search->budget.stop()),
                                       least_alone(*search->problem, search->budget.stop())));
  return {
      {bound, "period",
       fmt::format("a repetend of {} a micro-batch holds so much on some device", human_time(period.ceil()))},
      peak <= bound};
}

bool least_for_its_size(const Repetend& repetend, const PlacementSearch& search, const Stop& stop) {
  for (const auto& [u, bound] : search.tally.least_periods)
    if (u == repetend.micro_batches && repetend.period <= bound) return true;
  return refuted(*search.problem, repetend.micro_batches, repetend.period - 1, stop);
}

void judge_period(const PlacementSearch& search, const Stop& stop, Result& result) {
  const Repetend& repetend = *result.plan->repetend;
  result.period_optimal = Ratio{repetend.period, repetend.micro_batches} <= search.period.exact;
  if (!result.period_optimal) result.period_optimal_for_u = least_for_its_size(repetend, search, stop);
}

}  // namespace

Bound makespan_bound_of(const PlacementSearches& searches) {
  const auto& least = least_bound(searches, [](const auto& s) { return s.makespan.value; });
  return bound_on(searches, least, least.makespan.value, least.makespan.name, least.makespan.reason);
}

PlacementSearch& best_of(const PlacementSearches& searches) {
  PlacementSearch* best = searches.front().get();
  for (const auto& search : searches) {
    const Incumbent &mine = search->incumbent, &other = best->incumbent;
    if (mine.plan() && (!other.plan() || mine.value() < other.value())) best = search.get();
  }
  return *best;
}

ObjectiveProof objective_proof(const PlacementSearches& searches) {
  const Incumbent& best = best_of(searches).incumbent;
  switch (searches.front()->options.objective) {
    case Objective::period:
      return period_proof(searches, *best.plan());
    case Objective::latency:
      return latency_proof(searches, *best.measured());
    case Objective::memory:
      return memory_proof(searches, *best.plan());
    case Objective::makespan:
      break;
  }
  const Bound bound = makespan_bound_of(searches);
  return {bound, *best.makespan() <= bound.value};
}

bool settled(const PlacementSearches& searches) {
  const PlacementSearch& best = best_of(searches);
  if (!best.incumbent.plan()) return false;
  const bool shortest = best.options.objective != Objective::memory || best.options.period_at_most ||
                        period_proof(searches, *best.incumbent.plan()).optimal;
  return shortest && objective_proof(searches).optimal;
}

void judge(const PlacementSearches& searches, const Stop& stop, Result& result) {
  const PlacementSearch& best = best_of(searches);
  auto [bound, optimal] = objective_proof(searches);
  result.objective_bound = std::move(bound);
  result.objective_optimal = optimal;
  result.makespan_optimal = *best.incumbent.makespan() <= result.makespan_bound.value;
  if (result.plan->repetend) judge_period(best, stop, result);
}

}  // namespace repetend::search
