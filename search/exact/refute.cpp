#include "search/exact/refute.hpp"

#include <algorithm>

#include "search/bounds/gates.hpp"
#include "search/exact/differences.hpp"
#include "search/repetend/unroll.hpp"

// A repetend of period T is a cyclic schedule of the unrolled problem, with whole starts. Lower bounds of the
// differences of its starts are longest paths through the edges, with those that memory implies; a bound at
// which two blocks of a device would overlap may be raised to where they do not; that makes longer paths, and
// so on, until nothing changes or a block must start after itself: then T is refuted.
//
// A period that is refuted refutes all shorter ones: the orders and shifts of a schedule keep their meaning
// and their memory at any longer period (tighten() in cyclic.hpp).
namespace repetend::search {
namespace {

bool refutes(const Problem& problem, const std::vector<Arc>& arcs, Time period, std::size_t steps,
             const Stop& stop) {
  const Circle circle = circle_of(problem, period);
  const auto too_long = [&](const auto& pair) {
    return circle.duration[pair.first] + circle.duration[pair.second] > period;
  };
  if (std::ranges::any_of(circle.sharing, too_long)) return true;
  Differences differences(problem.blocks.size(), arcs, period);
  exclude_overlaps(circle, differences, steps, stop);
  return differences.contradictory();
}

}  // namespace

Time refuted_up_to(const Problem& problem, int u, Time at_least, const Stop& stop) {
  constexpr std::size_t most_blocks = 192;  // a trial takes up to the third power of their number
  if (problem.blocks.size() * static_cast<std::size_t>(u) > most_blocks) return at_least;
  const Problem unrolled = unroll(with_memory_edges(problem), u);
  const std::vector<Arc> arcs = edge_arcs(unrolled);
  const auto refuted = [&](Time period) { return refutes(unrolled, arcs, period, usual_steps, stop); };
  Time bound = at_least, step = 1;
  for (; refuted(bound + step - 1); step *= 2) bound += step;
  for (; step > 0; step /= 2)
    if (refuted(bound + step - 1)) bound += step;
  return bound;
}

bool refuted(const Problem& problem, int u, Time period, const Stop& stop) {
  constexpr std::size_t most_blocks = 400, steps = 8 * usual_steps;
  if (problem.blocks.size() * static_cast<std::size_t>(u) > most_blocks) return false;
  const Problem unrolled = unroll(with_memory_edges(problem), u);
  return refutes(unrolled, edge_arcs(unrolled), period, steps, stop);
}

}  // namespace repetend::search
