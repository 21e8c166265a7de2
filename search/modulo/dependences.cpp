#include "search/modulo/dependences.hpp"

#include <algorithm>

#include "sim/semantics/semantics.hpp"

namespace repetend::search {

std::vector<Dependence> delays_after_ends(const Problem& problem) {
  std::vector<Dependence> arcs;
  for (const Precedence& p : free_precedences(problem))
    arcs.push_back({NodeId{p.from.value}, NodeId{p.to.value}, p.delay, p.distance});
  return arcs;
}

std::vector<Dependence> edge_dependences(const Problem& problem) {
  const auto duration = least_durations(problem);
  std::vector<Dependence> arcs = delays_after_ends(problem);
  for (Dependence& arc : arcs) arc.delay += duration[arc.from];
  return arcs;
}

Adjacency::Adjacency(std::size_t nodes, const std::vector<Dependence>& arcs) : in(nodes), out(nodes) {
  for (const Dependence& arc : arcs) {
    in[arc.to].push_back(arc);
    out[arc.from].push_back(arc);
  }
}

namespace {

constexpr std::size_t no_arc = static_cast<std::size_t>(-1);

// The cycle, if there is one, in the graph of the arcs that last raised each node: each node has at most one
// such arc, so following them back either ends or runs around. A cycle there is always positive.
std::optional<Cycle> raised_cycle(const std::vector<Dependence>& arcs,
                                  const IdVector<NodeId, std::size_t>& by) {
  IdVector<NodeId, NodeId> seen(by.size());
  for (NodeId root : by.ids()) {
    NodeId v = root;
    while (seen[v] == NodeId{} && by[v] != no_arc) {
      seen[v] = root;
      v = arcs[by[v]].from;
    }
    if (seen[v] != root || by[v] == no_arc) continue;
    Cycle cycle;
    NodeId w = v;
    do {
      cycle.arcs.push_back(by[w]);
      cycle.delay += arcs[by[w]].delay;
      cycle.distance += arcs[by[w]].distance;
      w = arcs[by[w]].from;
    } while (w != v);
    std::ranges::reverse(cycle.arcs);
    if (cycle.distance > 0) cycle.ratio = {cycle.delay, cycle.distance};
    return cycle;
  }
  return std::nullopt;
}

// Longest paths from anywhere with arc weights den * delay - num * distance.
std::optional<Cycle> relax(const std::vector<Dependence>& arcs, Ratio period, IdVector<NodeId, Wide>& start,
                           const Stop& stop = never_stop) {
  constexpr int often = 4;  // looking for a cycle takes as long as a round
  std::vector<Wide> weight;
  weight.reserve(arcs.size());
  for (const Dependence& arc : arcs)
    weight.push_back(static_cast<Wide>(period.den) * arc.delay -
                     static_cast<Wide>(period.num) * arc.distance);
  IdVector<NodeId, std::size_t> by(start.size(), no_arc);
  bool changed = true;
  for (int round = 1; changed; ++round) {
    changed = false;
    for (std::size_t a = 0; a < arcs.size(); ++a) {
      const Wide reached = start[arcs[a].from] + weight[a];
      if (reached <= start[arcs[a].to]) continue;
      start[arcs[a].to] = reached;
      by[arcs[a].to] = a;
      changed = true;
    }
    if (!changed || round % often != 0) continue;
    if (auto cycle = raised_cycle(arcs, by)) return cycle;
    if (stop()) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Longest longest_paths(const IdVector<NodeId, Time>& from, const std::vector<Dependence>& arcs, Time period) {
  IdVector<NodeId, Wide> start;
  start.reserve(from.size());
  for (const Time t : from) start.push_back(t);
  if (auto cycle = relax(arcs, {period, 1}, start)) return {{}, cycle};
  Longest result;
  for (const Wide s : start) result.start.push_back(static_cast<Time>(s));
  return result;
}

// Newton's method on the ratio: each positive cycle at the current ratio has a larger one, and there are
// finitely many cycles (Megiddo 1979 calls it "discrete Newton").
std::optional<Cycle> max_cycle_ratio(std::size_t nodes, const std::vector<Dependence>& arcs,
                                     const Stop& stop) {
  std::optional<Cycle> best;
  for (Ratio ratio;;) {
    IdVector<NodeId, Wide> start(nodes);
    auto cycle = relax(arcs, ratio, start, stop);
    if (!cycle) return best;
    if (cycle->distance <= 0) return cycle;
    ratio = cycle->ratio;
    best = std::move(cycle);
  }
}

std::optional<Periodic> least_period(std::size_t nodes, const std::vector<Dependence>& arcs, Time at_least) {
  for (Time period = at_least;;) {
    Longest paths = longest_paths(IdVector<NodeId, Time>(nodes), arcs, period);
    if (!paths.cycle) return Periodic{period, std::move(paths.start)};
    if (paths.cycle->distance <= 0) return std::nullopt;
    period = paths.cycle->ratio.ceil();
  }
}

}  // namespace repetend::search
