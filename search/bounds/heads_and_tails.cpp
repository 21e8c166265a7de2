#include "search/bounds/heads_and_tails.hpp"

#include <algorithm>

#include "search/modulo/dependences.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

// Longest paths along arcs of distance 0, an arc from i to j weighing forth(arc) towards the head of j and
// back(arc) towards the tail of i.
template <class Forth, class Back>
Around longest(const Problem& problem, Forth forth, Back back) {
  const std::size_t blocks = problem.blocks.size();
  Around result{std::vector<Time>(blocks), std::vector<Time>(blocks)};
  std::vector<std::vector<Dependence>> out(blocks);
  for (const Dependence& arc : edge_dependences(problem))
    if (arc.distance == 0) out[arc.from].push_back(arc);
  const std::vector<BlockId> order = dependency_order(problem);
  for (BlockId b : order)
    for (const Dependence& arc : out[b.index()])
      result.before[arc.to] = std::max(result.before[arc.to], result.before[b.index()] + forth(arc));
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (const Dependence& arc : out[b->index()])
      result.after[b->index()] = std::max(result.after[b->index()], back(arc) + result.after[arc.to]);
  return result;
}

}  // namespace

HeadsAndTails heads_and_tails(const Problem& problem) {
  const std::vector<Time> duration = durations(problem);
  Around paths = longest(
      problem, [](const Dependence& arc) { return arc.delay; },
      [&](const Dependence& arc) { return arc.delay - duration[arc.from] + duration[arc.to]; });
  return {duration, std::move(paths.before), std::move(paths.after)};
}

Around heaviest_paths(const Problem& problem, const std::vector<Time>& weight) {
  return longest(
      problem, [&](const Dependence& arc) { return weight[arc.from]; },
      [&](const Dependence& arc) { return weight[arc.to]; });
}

}  // namespace repetend::search
