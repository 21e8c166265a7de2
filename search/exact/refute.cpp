#include "search/exact/refute.hpp"

#include <algorithm>

#include "search/bounds/gates.hpp"
#include "search/control/effort.hpp"
#include "search/exact/difference_constraints.hpp"
#include "search/modulo/cyclic.hpp"
#include "sim/problem/durations.hpp"

// A repetend of period T is a cyclic schedule of the unrolled problem, with whole starts. Lower bounds of the
// differences of its starts are longest paths through the edges, with those that memory implies; a bound at
// which two blocks of a machine would overlap may be raised to where they do not, with what that asks of
// their transfers; that makes longer paths, and so on, until nothing changes or a block must start after
// itself: then T is refuted.
//
// A period that is refuted refutes all shorter ones: the orders and stages of a schedule keep their meaning
// and their memory at any longer period (tighten() in cyclic.hpp).
namespace repetend::search {
namespace {

bool refutes(const DisjunctiveGraph& graph, Time period, std::size_t steps, const Stop& stop) {
  const auto& pairs = graph.pairs;
  for (std::size_t t = 0; t < pairs.size(); t += 2)
    if (pairs[t].arcs.front().delay + pairs[t + 1].arcs.front().delay > period) return true;
  DifferenceConstraints known(graph.nodes, graph.arcs, period);
  immediate_selection(pairs, period, known, steps, stop);
  return known.contradictory();
}

// Where many transfers may wait they count as if they did not, which asks for less.
DisjunctiveGraph asked_of(const Problem& problem, int u, std::size_t most) {
  const Problem unrolled = unroll(with_memory_edges(problem), u);
  const bool few = problem.blocks.size() + transfers(problem).size() <= most / static_cast<std::size_t>(u);
  return few ? disjunctive_graph(unrolled) : free_disjunctive_graph(unrolled);
}

Time everything_in_turn(const Problem& problem) {
  Time all = 0;
  for (const Time duration : periodic_durations(problem)) all += duration;
  for (const Transfer& t : transfers(problem)) all += t.occupancy + t.latency;
  return all;
}

}  // namespace

Time refuted_up_to(const Problem& problem, int u, Time at_least, const Stop& stop) {
  constexpr auto proof = effort.period_proof;
  constexpr std::size_t most_blocks = proof.refuted_blocks;
  if (problem.blocks.size() * static_cast<std::size_t>(u) > most_blocks) return at_least;
  const DisjunctiveGraph asked = asked_of(problem, u, most_blocks);
  const auto refuted = [&](Time period) { return refutes(asked, period, proof.propagation, stop); };
  const Time all = everything_in_turn(problem) * u;  // transfers may deadlock at any period
  Time bound = at_least, step = 1;
  for (; bound < all && refuted(bound + step - 1); step *= 2) bound += step;
  for (; step > 0; step /= 2)
    if (bound < all && refuted(bound + step - 1)) bound += step;
  return bound;
}

bool refuted(const Problem& problem, int u, Time period, const Stop& stop) {
  constexpr auto proof = effort.period_proof;
  constexpr std::size_t most_blocks = proof.refuted_blocks_at_last;
  if (problem.blocks.size() * static_cast<std::size_t>(u) > most_blocks) return false;
  return refutes(asked_of(problem, u, most_blocks), period, proof.propagation_at_last, stop);
}

}  // namespace repetend::search
