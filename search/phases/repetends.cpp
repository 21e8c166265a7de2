// Repetends of one micro-batch, and of more while no period is proved the least; each is completed to plans.
// Where a search before has found them they are only completed.
#include "search/exact/period_branch_and_bound.hpp"
#include "search/exact/refute.hpp"
#include "search/modulo/find.hpp"
#include "search/phases/phase.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// The search for repetends of u micro-batches.
struct Size {
  int u;
  Budget budget;
  Time repeated;   // the period of the repetend of one micro-batch, u times; 0: none found
  Time least = 0;  // no period of u micro-batches is shorter, proved
  std::optional<CyclicSchedule> found = {};
  std::optional<CyclicSchedule> guide = {};  // where that is none: one whose transfers deadlock
  std::uint64_t proof_states = 0;            // of branch and bound
};

// States x nodes squared of branch and bound over periods.
std::uint64_t proof_squares(const Options& options) {
  constexpr auto proof = effort.period_proof;
  const std::uint64_t asked = proof.squares_a_state * std::min(options.state_limit, proof.most_states);
  return compares_periods(options.objective) ? std::max(proof.squares, asked)
                                             : std::min(proof.squares, asked);
}

// Few blocks: the least period for u, proved, or else perhaps a better repetend than that, or than the one of
// one micro-batch, or than none.
void prove_or_shorten(const Options& options, Size& size, const CyclicModel& model,
                      const DisjunctiveGraph& graph) {
  if (graph.nodes > effort.period_proof.nodes) return;
  const Time repeated = size.repeated > 0 ? size.repeated : serial_period(model) + 1,
             below = size.found ? size.found->period : repeated;
  if (below <= size.least) return;
  Budget part = size.budget.beside(proof_squares(options) / (graph.nodes * graph.nodes));
  PeriodProof proof = prove_period(model, graph, size.least, below, part);
  size.budget.spend(part);
  size.proof_states += part.used();
  size.least = proof.bound;
  if (proof.schedule) size.found = std::move(*proof.schedule);
}

// What was found as if transfers never waited, at the period that its order really takes; and what else there
// is. Where that order deadlocks it is still one to follow.
void let_transfers_wait(const Options& options, Size& size, const CyclicModel& model) {
  const CyclicSchedule free = *size.found;
  size.found = tighten_with_transfers(model, free, size.least);
  if (model.block_count() <= effort.period_proof.nodes)
    prove_or_shorten(options, size, model, disjunctive_graph(*model.problem));
  if (!size.found) size.guide = free;
}

void find_size(const PlacementSearch& search, Size& size, const Stop& needless) {
  const Problem unrolled = unroll(*search.problem, size.u);
  const CyclicModel model(unrolled);
  size.budget = size.budget.share(size.budget.left(), needless);
  size.least =
      refuted_up_to(*search.problem, size.u, search.period.exact.ceil_times(size.u), size.budget.stop());
  size.found = find_cyclic(model, size.least, static_cast<std::size_t>(search.beam_width), size.budget,
                           search.options.seed);
  if (model.block_count() <= effort.period_proof.nodes)
    prove_or_shorten(search.options, size, model, free_disjunctive_graph(unrolled));
  if (size.found && transfers_wait(unrolled)) let_transfers_wait(search.options, size, model);
}

// Completes what was found. True: there is nothing left to look for. Where not even one or two micro-batches
// fit the memory, more would not.
bool keep_size(PlacementSearch& search, Budget& budget, const Size& size) {
  budget.spend(size.budget);
  const Time period = size.found ? size.found->period : 0;
  search.tally.found_repetend(size.u, period);
  search.tally.least_periods.emplace_back(size.u, size.least);
  search.tally.period_states += size.proof_states;
  if (size.guide) complete(search, budget, {*size.guide, size.u});
  if (!size.found) return size.u <= 2 && !size.guide;
  search.repetends.push_back({*size.found, size.u});
  complete(search, budget, search.repetends.back());
  return Ratio{period, size.u} <= search.period.exact || budget.out() || search.nothing_to_gain();
}

// The part of the states left that repetends of u micro-batches get.
std::uint64_t share_of(const PlacementSearch& search, int u, std::uint64_t left) {
  constexpr auto share = effort.period;
  if (search.options.objective == Objective::makespan && search.shortest_proved())
    return left / share.period_alone_share;
  if (search.problem->blocks.size() * 2 <= share.one_is_enough_blocks) return left / share.size_share;
  return u > 1 ? left / share.more_share : left - left / share.kept_for_more;
}

// Side by side. True: there is nothing left to look for.
bool try_sizes(PlacementSearch& search, Budget& budget, std::span<const int> sizes) {
  if (budget.out() || search.nothing_to_gain()) return true;
  const Time one = search.repetends.empty() ? 0 : search.repetends.front().schedule.period;
  std::vector<Size> searches;
  std::uint64_t left = budget.left();
  for (const int u : sizes) {
    const std::uint64_t states = share_of(search, u, left);
    searches.push_back({u, budget.share(states), one * u});
    left -= states;
  }
  bool settled = false;
  std::vector<Attempt> attempts;
  for (Size& size : searches)
    attempts.push_back({[&](const Stop& needless) { find_size(search, size, needless); },
                        [&] { return settled = keep_size(search, budget, size); }});
  budget.workers().run_in_order(attempts);
  return settled;
}

bool repetends_apply(const PlacementSearch& search) {
  std::uint64_t meetings = 0;
  for (const auto& blocks : blocks_by_machine(*search.problem))
    meetings += static_cast<std::uint64_t>(blocks.size()) * blocks.size() * blocks.size();
  return search.problem->blocks.size() <= effort.beam.most_blocks && meetings <= effort.beam.most_meetings;
}

void run_repetends(PlacementSearch& search, Budget& budget) {
  if (search.follows) {
    for (const CyclicPlan& known : search.repetends) complete(search, budget, known);
    return;
  }
  std::vector<int> sizes = repetend_sizes(search.period.exact, search.problem->micro_batches);
  std::erase_if(sizes, [&](int u) {
    return search.problem->blocks.size() * static_cast<std::size_t>(u) > effort.beam.most_blocks;
  });
  const auto one = std::span(sizes).first(1), more = std::span(sizes).subspan(1);
  if (!try_sizes(search, budget, one)) try_sizes(search, budget, more);
}

}  // namespace

extern const Phase repetends;
const Phase repetends{"repetends", Needs::period, repetends_apply, all_states, run_repetends};

}  // namespace repetend::search
