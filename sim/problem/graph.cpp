#include "sim/problem/graph.hpp"

#include <functional>
#include <queue>

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
  const BlockGraph graph = block_graph(problem, 0);
  std::vector<std::size_t> waiting(problem.blocks.size());
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t v = 0; v < waiting.size(); ++v) {
    waiting[v] = boost::in_degree(v, graph);
    if (waiting[v] == 0) ready.push(v);
  }
  std::vector<BlockId> order;
  while (!ready.empty()) {
    const std::size_t v = ready.top();
    ready.pop();
    order.emplace_back(v);
    for (const auto edge : boost::make_iterator_range(boost::out_edges(v, graph))) {
      const std::size_t next = boost::target(edge, graph);
      if (--waiting[next] == 0) ready.push(next);
    }
  }
  return order;
}

}  // namespace repetend
