// Plans that take no longer than the best one and need less memory: searches with less memory, which end once
// they are as short, by bisection between what the best plan takes and what no plan so short can be below.
#include <algorithm>

#include "search/control/first_of.hpp"
#include "search/modulo/cyclic.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "search/modulo/find.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {

extern const Phase exchange_orders;

namespace {

Bytes highest_peak_of(const Plan& plan) { return std::ranges::max(peak_memory(*plan.problem, plan.orders)); }

// Makespans are compared, which those of plans too short to repeat are as well.
bool spare_memory_applies(const PlacementSearch& search) {
  const auto& plan = search.incumbent.plan();
  const Options& options = search.options;
  const bool low_effort = options.improvement_rounds == 0U || options.improvement_states == 0U;
  if (!plan || low_effort || search.tally.skipped ||
      search.problem->instances() > effort.spare_memory.instances)
    return false;
  return options.objective == Objective::makespan ||
         (compares_periods(search.options.objective) && !plan->repetend);
}

// Repetends as long as that of the best plan, completed; no other period is tried, as hardly any is as good.
void try_repetend(PlacementSearch& lean, const Repetend& known) {
  const Problem unrolled = unroll(*lean.problem, known.micro_batches);
  const CyclicModel model(unrolled);
  if (model.block_count() > effort.beam.most_blocks) return;
  auto found = find_at(model, known.period, effort.spare_memory.beam, lean.budget);
  if (found && transfers_wait(unrolled)) found = tighten_with_transfers(model, *found, known.period);
  if (found) complete(lean, lean.budget, {*found, known.micro_batches});
}

// By lists that follow the best plan, by repetends, and by swaps in what these have made.
std::optional<Plan> as_short_within(const PlacementSearch& search, Bytes memory, std::uint64_t states,
                                    Budget& budget) {
  Options options = search.options;
  options.objective = Objective::makespan;
  options.period_at_most.reset();
  options.state_limit = states;
  PlacementSearch lean(std::make_shared<const Problem>(with_memory_at_most(*search.problem, memory)), options,
                       search.monitor);
  lean.budget = budget.share(lean.budget.left());
  const Plan& known = *search.incumbent.plan();
  lean.makespan.value = std::max(lean.makespan.value, *search.incumbent.makespan());
  for (const Pick pick : {Pick::soonest, Pick::active})
    try_list(lean, lean.budget, {{}, 0, pick, everything, known.start}, rank::guided_list);
  if (!lean.shortest_proved() && known.repetend) try_repetend(lean, *known.repetend);
  if (!lean.shortest_proved() && !budget.stopped()) run(exchange_orders, lean);
  budget.spend(lean.budget);
  return lean.shortest_proved() ? lean.incumbent.take() : std::nullopt;
}

// So many limits, tried in turn as long as no plan is found: at first the least, which is often enough, then
// by bisection.
std::vector<Bytes> limits_between(Bytes too_little, Bytes enough, Bytes unit, bool least_first,
                                  std::uint64_t tries) {
  std::vector<Bytes> limits;
  for (; limits.size() < tries && enough - too_little > unit; limits.push_back(too_little))
    too_little += limits.empty() && least_first ? unit : (enough - too_little) / unit / 2 * unit;
  return limits;
}

// Between what the best plan takes and what no plan as short can be below.
void run_spare_memory(PlacementSearch& search, Budget& budget) {
  constexpr auto sizes = effort.spare_memory;
  Budget all = budget.beside(std::max(search.budget.used() / sizes.share_of_used, sizes.fewest_states));
  Bytes enough = highest_peak_of(*search.incumbent.plan());
  const Bytes unit = peak_unit(*search.problem);
  const Bytes least = peak_bound(*search.problem, *search.incumbent.makespan(), enough, budget.stop());
  const Bytes below_least = (least - 1) / unit * unit;
  Bytes too_little = below_least;
  for (std::uint64_t tries = sizes.tries; tries > 0 && enough - too_little > unit && !all.stopped();) {
    const auto limits = limits_between(too_little, enough, unit, too_little == below_least, tries);
    std::vector<std::optional<Plan>> found(limits.size());
    const Tries done = first_of(limits.size(), all, Left::at_first,
                                [&, states = all.left() / tries](std::size_t k, Budget& part) {
                                  found[k] = as_short_within(search, limits[k], states, part);
                                  return found[k].has_value();
                                });
    tries -= done.failed + done.found;
    if (done.failed > 0) too_little = limits[done.failed - 1];
    if (!done.found) continue;
    enough = highest_peak_of(*found[done.failed]);
    Candidate candidate = search.incumbent.candidate(budget);
    candidate.add(std::move(found[done.failed]->orders), found[done.failed]->schedule);
    search.incumbent.improve(std::move(candidate), budget);
  }
  budget.add(all);
}

}  // namespace

extern const Phase spare_memory;
const Phase spare_memory{"spare memory", Needs::nothing, spare_memory_applies, no_states, run_spare_memory};

}  // namespace repetend::search
