#include "search/bounds/paths.hpp"

#include "sim/problem/graph.hpp"

namespace repetend::search {

Paths::Paths(const Problem& problem) : order_(dependency_order(problem)), out_(problem.blocks.size()) {
  for (const Dependence& arc : edge_dependences(problem))
    if (arc.distance == 0) out_[arc.from].push_back(arc);
}

std::vector<std::optional<Time>> Paths::from(BlockId source) const {
  std::vector<std::optional<Time>> longest(out_.size());
  longest[source.index()] = 0;
  for (BlockId b : order_) {
    if (!longest[b.index()]) continue;
    for (const Dependence& arc : out_[b.index()]) {
      const Time reached = *longest[b.index()] + arc.delay;
      if (!longest[arc.to] || *longest[arc.to] < reached) longest[arc.to] = reached;
    }
  }
  return longest;
}

}  // namespace repetend::search
