#include "sim/problem/graph.hpp"

#include <functional>
#include <queue>

#include "sim/core/id_vector.hpp"

namespace repetend {

BlockGraph block_graph(const Problem& problem, int max_distance) {
  BlockGraph graph(problem.blocks.size());
  for (EdgeId id : ids<EdgeId>(problem.edges.size())) {
    const Edge& edge = problem.edge(id);
    if (edge.distance <= max_distance) boost::add_edge(edge.from.index(), edge.to.index(), id, graph);
  }
  return graph;
}

// Kahn's algorithm with a heap: boost::topological_sort would not keep the file's order among equals.
std::vector<BlockId> dependency_order(const Problem& problem) {
  IdVector<BlockId, int> waiting(problem.blocks.size());
  IdVector<BlockId, std::vector<BlockId>> after(problem.blocks.size());
  for (const Edge& e : problem.edges) {
    if (e.distance > 0) continue;
    after[e.from].push_back(e.to);
    ++waiting[e.to];
  }
  std::priority_queue<BlockId, std::vector<BlockId>, std::greater<>> ready;
  for (BlockId b : waiting.ids())
    if (waiting[b] == 0) ready.push(b);
  std::vector<BlockId> order;
  while (!ready.empty()) {
    const BlockId b = ready.top();
    ready.pop();
    order.push_back(b);
    for (BlockId next : after[b])
      if (--waiting[next] == 0) ready.push(next);
  }
  return order;
}

}  // namespace repetend
