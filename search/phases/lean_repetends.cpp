// Repetends that need less memory at a given period, found by bisection of the capacities.
#include <algorithm>

#include "search/control/first_of.hpp"
#include "search/exact/period_branch_and_bound.hpp"
#include "search/modulo/cyclic.hpp"
#include "search/modulo/find.hpp"
#include "search/phases/phase.hpp"

namespace repetend::search {
namespace {

Bytes highest_peak(const Problem& problem, const CyclicPlan& plan) {
  const Problem unrolled = unroll(problem, plan.u);
  const CyclicModel model(unrolled);
  Bytes highest = 0;
  for (MachineId m : model.on_machine.ids())
    highest = std::max(highest, steady_peak(model, m, plan.schedule));
  return highest;
}

// The period a micro-batch that repetends may have: the one asked for, or the shortest found.
std::optional<Ratio> period_to_keep(const PlacementSearch& search) {
  if (const auto& asked = search.options.period_at_most) return Ratio{*asked, 1};
  std::optional<Ratio> shortest;
  for (const CyclicPlan& plan : search.repetends) {
    const Ratio period{plan.schedule.period, plan.u};
    if (!shortest || period < *shortest) shortest = period;
  }
  return shortest;
}

// Up to as many micro-batches as the smallest repetend found of that period, and only those that can have
// just that period; few first.
std::vector<int> sizes_of(const PlacementSearch& search, const Ratio& period) {
  int most = effort.period.micro_batches;
  for (const CyclicPlan& plan : search.repetends)
    if (Ratio{plan.schedule.period, plan.u} <= period) most = std::min(most, plan.u);
  std::vector<int> sizes;
  for (int u = 1; u <= most; ++u)
    if (period.num * u % period.den == 0) sizes.push_back(u);
  return sizes;
}

// Branch and bound over few blocks, with every transfer as it will be.
PeriodProof decide(const CyclicModel& model, const DisjunctiveGraph& graph, Time period, Budget& budget) {
  Budget part = budget.beside(effort.period_proof.squares / (graph.nodes * graph.nodes));
  PeriodProof proof = prove_period(model, graph, period, period + 1, part);
  budget.spend(part);
  return proof;
}

// A schedule that is found for a longer period, perhaps shortened to this one by changes of its orders.
std::optional<CyclicSchedule> shortened(const PlacementSearch& search, const CyclicModel& model, Time period,
                                        Budget& budget) {
  Budget part = budget.share(budget.left() / effort.lean.further_share);
  auto found = find_cyclic(model, period, static_cast<std::size_t>(search.options.beam_width), part,
                           search.options.seed);
  budget.spend(part);
  if (found && transfers_wait(*model.problem)) found = tighten_with_transfers(model, *found, period);
  return found && found->period <= period ? std::move(found) : std::nullopt;
}

// Where no device has slack, branch and bound may end undecided, while a few changes of orders lead from a
// longer period to this one.
std::optional<CyclicSchedule> look_further(const PlacementSearch& search, const CyclicModel& model,
                                           Time period, Budget& budget) {
  const Problem& problem = *model.problem;
  const DisjunctiveGraph graph =
      transfers_wait(problem) ? disjunctive_graph(problem) : free_disjunctive_graph(problem);
  PeriodProof proof;
  if (graph.nodes <= effort.period_proof.nodes) proof = decide(model, graph, period, budget);
  if (proof.schedule || proof.bound > period) return std::move(proof.schedule);
  return shortened(search, model, period, budget);
}

// A repetend of that period with no device above that memory.
std::optional<CyclicPlan> repetend_under(const PlacementSearch& search, Bytes memory, int u, Time period,
                                         Budget& budget) {
  const Problem unrolled = unroll(with_memory_at_most(*search.problem, memory), u);
  const CyclicModel model(unrolled);
  auto found = find_at(model, period, static_cast<std::size_t>(search.beam_width), budget);
  if (found && transfers_wait(unrolled)) found = tighten_with_transfers(model, *found, period);
  if (!found || found->period > period) found = look_further(search, model, period, budget);
  return found ? std::optional(CyclicPlan{std::move(*found), u}) : std::nullopt;
}

// A plan too short to repeat may have a shorter period as a whole.
bool lean_repetends_apply(const PlacementSearch& search) {
  if (search.options.objective != Objective::memory || !search.incumbent.plan()) return false;
  const auto period = period_to_keep(search);
  return period &&
         (search.options.period_at_most || *period <= period_a_micro_batch(*search.incumbent.plan()));
}

// The memory limits that bisection tries as long as it finds nothing.
std::vector<Bytes> middles(Bytes too_little, Bytes enough, Bytes unit) {
  std::vector<Bytes> limits;
  for (; enough - too_little > unit; limits.push_back(too_little))
    too_little += (enough - too_little) / unit / 2 * unit;
  return limits;
}

// The states left once so many tries have looked further.
std::uint64_t left_after(std::size_t tries, std::uint64_t states) {
  for (; tries > 0; --tries) states -= states / effort.lean.further_share;
  return states;
}

// Between the peak that is enough and what no repetend of the period can be below.
void run_lean_repetends(PlacementSearch& search, Budget& budget) {
  const Ratio period = *period_to_keep(search);
  Bytes enough = std::numeric_limits<Bytes>::max();
  for (const CyclicPlan& plan : search.repetends)
    if (Ratio{plan.schedule.period, plan.u} <= period)
      enough = std::min(enough, highest_peak(*search.problem, plan));
  if (enough == std::numeric_limits<Bytes>::max()) return;
  const Bytes least = peak_bound(*search.problem, period, enough, budget.stop());
  const Bytes unit = peak_unit(*search.problem);
  for (const int u : sizes_of(search, period)) {
    Bytes too_little = (least - 1) / unit * unit;
    while (enough - too_little > unit && !budget.stopped()) {  // branch and bound has states of its own
      const std::vector<Bytes> limits = middles(too_little, enough, unit);
      std::vector<std::optional<CyclicPlan>> found(limits.size());
      const Tries tries = first_of(limits.size(), budget, Left::at_first, [&](std::size_t k, Budget& part) {
        Budget own = part.share(left_after(k, part.left()));
        found[k] = repetend_under(search, limits[k], u, period.num * u / period.den, own);
        part.spend(own);
        return found[k].has_value();
      });
      if (tries.failed > 0) too_little = limits[tries.failed - 1];
      if (!tries.found) continue;
      const CyclicPlan& lean = *found[tries.failed];
      complete(search, budget, lean);
      enough = highest_peak(*search.problem, lean);
    }
  }
}

}  // namespace

extern const Phase lean_repetends;
const Phase lean_repetends{"lean repetends", Needs::period, lean_repetends_apply, all_states,
                           run_lean_repetends};

}  // namespace repetend::search
