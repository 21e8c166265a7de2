#include "search/exact/difference_constraints.hpp"

#include <algorithm>

namespace repetend::search {

DifferenceConstraints::DifferenceConstraints(std::size_t nodes, const std::vector<Dependence>& arcs,
                                             Time period)
    : nodes_(nodes), least_(nodes * nodes) {
  for (std::size_t b = 0; b < nodes; ++b) least_[b * nodes + b] = 0;
  for (const Dependence& arc : arcs)
    raise(arc.from, arc.to, arc.delay - static_cast<Wide>(arc.distance) * period);
}

// Only paths through the raised difference can become longer, each of the closed parts around it.
bool DifferenceConstraints::raise(NodeId i, NodeId j, Wide difference) {
  if (contradictory_ || (least(i, j) && *least(i, j) >= difference)) return false;
  if (least(j, i) && *least(j, i) + difference > 0) {
    contradictory_ = true;
    return true;
  }
  // Rows and plain numbers: half of a search may be spent here.
  const std::optional<Wide>* const onward = &least_[j.index() * nodes_];
  for (std::size_t a = 0; a < nodes_; ++a) {
    std::optional<Wide>* const known = &least_[a * nodes_];
    if (!known[i.index()]) continue;
    const Wide reached = *known[i.index()] + difference;
    for (std::size_t b = 0; b < nodes_; ++b)
      if (onward[b] && (!known[b] || *known[b] < reached + *onward[b])) known[b] = reached + *onward[b];
  }
  return true;
}

IdVector<NodeId, Time> DifferenceConstraints::starts() const {
  IdVector<NodeId, Time> start(nodes_);
  for (NodeId b : start.ids())
    for (NodeId a : start.ids())
      if (least(a, b)) start[b] = std::max(start[b], static_cast<Time>(*least(a, b)));
  return start;
}

namespace {

Wide ceil_div(Wide value, Wide by) { return value / by + (value % by > 0 ? 1 : 0); }

// (1 + k) T >= start(from) - start(to) + delay - distance T for each arc of the reverse pair.
Wide distance_for(const Dependence& arc, Wide back, Time period) {
  return ceil_div(back + arc.delay, period) - arc.distance - 1;
}

}  // namespace

std::optional<Wide> least_distance(const DisjunctivePair& reverse, Time period,
                                   const DifferenceConstraints& known) {
  std::optional<Wide> least;
  for (const Dependence& arc : reverse.arcs)
    if (const auto& back = known.least(arc.to, arc.from)) {
      const Wide distance = distance_for(arc, *back, period);
      if (!least || *least < distance) least = distance;
    }
  return least;
}

Wide least_distance(const DisjunctivePair& reverse, Time period, const IdVector<NodeId, Time>& start) {
  const auto distance = [&](const Dependence& arc) {
    return distance_for(arc, start[arc.from] - start[arc.to], period);
  };
  Wide least = distance(reverse.arcs.front());
  for (const Dependence& arc : reverse.arcs) least = std::max(least, distance(arc));
  return least;
}

bool raise(DifferenceConstraints& known, const DisjunctivePair& pair, Wide distance, Time period) {
  bool raised = false;
  for (const Dependence& arc : pair.arcs)
    raised |= known.raise(arc.from, arc.to, arc.delay + (distance - arc.distance) * period);
  return raised;
}

void immediate_selection(const std::vector<DisjunctivePair>& pairs, Time period, DifferenceConstraints& known,
                         std::size_t steps, const Stop& stop) {
  std::size_t left = steps / (known.nodes() * known.nodes()) + 1;  // a difference that is raised takes that
  bool changed = true;
  for (int round = 0; round < effort.period_proof.rounds && changed; ++round) {
    changed = false;
    for (std::size_t t = 0; t < pairs.size(); ++t) {
      if (known.contradictory() || left == 0) return;
      const auto distance = least_distance(pairs[t ^ 1], period, known);
      if (!distance || !raise(known, pairs[t], *distance, period)) continue;
      if (stop()) return;
      changed = true;
      --left;
    }
  }
}

}  // namespace repetend::search
