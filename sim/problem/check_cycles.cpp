#include <fmt/ranges.h>

#include <algorithm>
#include <boost/graph/strong_components.hpp>
#include <queue>

#include "sim/problem/check_detail.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::checks {
namespace {

// The blocks of a shortest circle through `first` inside its strong component, `first` at both ends.
std::vector<BlockId> circle(const BlockGraph& graph, const std::vector<int>& component, std::size_t first) {
  std::vector<std::size_t> parent(component.size(), component.size());
  std::queue<std::size_t> reached;
  reached.push(first);
  while (parent[first] == component.size()) {
    const std::size_t at = reached.front();
    reached.pop();
    for (const auto edge : boost::make_iterator_range(boost::out_edges(at, graph))) {
      const std::size_t next = boost::target(edge, graph);
      if (component[next] != component[first] || parent[next] != component.size()) continue;
      parent[next] = at;
      reached.push(next);
    }
  }
  std::vector<BlockId> path{BlockId{first}};
  for (std::size_t at = parent[first]; at != first; at = parent[at]) path.emplace_back(at);
  path.emplace_back(first);
  std::ranges::reverse(path);
  return path;
}

std::vector<int> strong_components(const BlockGraph& graph) {
  std::vector<int> component(boost::num_vertices(graph));
  boost::strong_components(
      graph, boost::make_iterator_property_map(component.begin(), boost::get(boost::vertex_index, graph)));
  return component;
}

}  // namespace

// One finding a strong component of the edges of distance 0: distances are not negative, so a circle whose
// distances sum to 0 has no others.
void check_cycles(Findings& findings, const Problem& problem) {
  const BlockGraph graph = block_graph(problem, 0);
  const std::vector<int> component = strong_components(graph);
  std::vector<int> size(component.size());
  for (int c : component) ++size[static_cast<std::size_t>(c)];
  for (std::size_t v = 0; v < component.size(); ++v) {
    int& blocks = size[static_cast<std::size_t>(component[v])];
    if (blocks < 2 && !boost::edge(v, v, graph).second) continue;
    blocks = 0;  // reported
    std::vector<std::string_view> names;
    for (BlockId b : circle(graph, component, v)) names.push_back(problem.block(b).name);
    add(findings, BlockId{v}, "blocks {} wait for each other, expected no cycle of edges of distance 0",
        fmt::join(names, " -> "));
  }
}

}  // namespace repetend::checks
