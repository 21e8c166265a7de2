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

void add_cycle(Findings& findings, const Problem& problem, const std::vector<BlockId>& blocks,
               std::string_view expected) {
  std::vector<std::string_view> names;
  for (BlockId b : blocks) names.push_back(problem.block(b).name);
  add(findings, blocks.front(), "blocks {} wait for each other, expected no cycle of edges{}",
      fmt::join(names, " -> "), expected);
}

// Adds one finding for each strong component of the edges up to a distance that `refused` refuses, given its
// first block.
template <class Refused>
void check_components(Findings& findings, const Problem& problem, int max_distance, std::string_view expected,
                      Refused refused) {
  const BlockGraph graph = block_graph(problem, max_distance);
  const std::vector<int> component = strong_components(graph);
  std::vector<int> size(component.size());
  for (int c : component) ++size[static_cast<std::size_t>(c)];
  for (std::size_t v = 0; v < component.size(); ++v) {
    int& blocks = size[static_cast<std::size_t>(component[v])];
    if (blocks == 0 || (blocks < 2 && !boost::edge(v, v, graph).second) || !refused(BlockId{v})) continue;
    blocks = 0;  // reported
    add_cycle(findings, problem, circle(graph, component, v), expected);
  }
}

}  // namespace

// Distances are not negative, so a circle whose distances sum to 0 has no others. A circle through a block
// that runs once leads back to its one instance, whatever the distances between the others on the way.
void check_cycles(Findings& findings, const Problem& problem) {
  const std::size_t before = findings.size();
  check_components(findings, problem, 0, " of distance 0", [](BlockId) { return true; });
  if (findings.size() > before || std::ranges::none_of(problem.blocks, runs_once)) return;
  check_components(findings, problem, problem.micro_batches - 1,
                   " through a block that runs once an iteration",
                   [&](BlockId b) { return runs_once(problem.block(b)); });
}

}  // namespace repetend::checks
