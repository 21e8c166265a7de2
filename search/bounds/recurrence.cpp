#include <fmt/format.h>

#include "search/bounds/bounds.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {

// Around a cycle of edges with distances k and delays w, instance (i, n) precedes (i, n + sum k) by sum w:
// with a repetend of u micro-batches, lcm(u, sum k) micro-batches on, that is sum k * T_u / u >= sum w. A
// block follows itself at distance 1, which the device bound knows.
PeriodBound recurrence_bound(const Problem& problem) {
  PeriodBound bound{{}, "recurrence", ""};
  const std::vector<Dependence> arcs = edge_dependences(problem);
  const auto cycle = max_cycle_ratio(problem.blocks.size(), arcs);
  if (!cycle || cycle->distance <= 0) return bound;
  bound.exact = cycle->ratio;
  bound.reason = "the cycle";
  for (std::size_t a : cycle->arcs) bound.reason += fmt::format(" {} ->", problem.blocks[arcs[a].from].name);
  bound.reason +=
      fmt::format(" {} takes {} in {} micro-batch{}", problem.blocks[arcs[cycle->arcs.front()].from].name,
                  human_time(cycle->delay), cycle->distance, cycle->distance == 1 ? "" : "es");
  return bound;
}

}  // namespace repetend::search
