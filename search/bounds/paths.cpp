#include "search/bounds/paths.hpp"

#include <algorithm>

#include "sim/problem/durations.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::search {
namespace {

IdVector<BlockId, std::vector<Dependence>> within_a_micro_batch(const Problem& problem) {
  std::vector<Dependence> arcs = edge_dependences(problem);
  std::erase_if(arcs, [](const Dependence& arc) { return arc.distance != 0; });
  return Adjacency(problem.blocks.size(), arcs).out;
}

// A dependence from i to j weighs forth(arc) towards the head of j and back(arc) towards the tail of i.
template <class Forth, class Back>
Around longest(const Problem& problem, Forth forth, Back back) {
  Around result{IdVector<BlockId, Time>(problem.blocks.size()),
                IdVector<BlockId, Time>(problem.blocks.size())};
  const auto out = within_a_micro_batch(problem);
  const std::vector<BlockId> order = dependency_order(problem);
  for (BlockId b : order)
    for (const Dependence& arc : out[b])
      result.before[arc.to] = std::max(result.before[arc.to], result.before[b] + forth(arc));
  for (auto b = order.rbegin(); b != order.rend(); ++b)
    for (const Dependence& arc : out[*b])
      result.after[*b] = std::max(result.after[*b], back(arc) + result.after[arc.to]);
  return result;
}

}  // namespace

Paths::Paths(const Problem& problem)
    : order_(dependency_order(problem)), out_(within_a_micro_batch(problem)) {}

IdVector<BlockId, std::optional<Time>> Paths::from(BlockId source) const {
  IdVector<BlockId, std::optional<Time>> longest(out_.size());
  longest[source] = 0;
  for (BlockId b : order_) {
    if (!longest[b]) continue;
    for (const Dependence& arc : out_[b]) {
      const Time reached = *longest[b] + arc.delay;
      if (!longest[arc.to] || *longest[arc.to] < reached) longest[arc.to] = reached;
    }
  }
  return longest;
}

HeadsAndTails heads_and_tails(const Problem& problem) {
  IdVector<BlockId, Time> duration = least_durations(problem);
  Around paths = longest(
      problem, [](const Dependence& arc) { return arc.delay; },
      [&](const Dependence& arc) { return arc.delay - duration[arc.from] + duration[arc.to]; });
  return {std::move(duration), std::move(paths.before), std::move(paths.after)};
}

IdVector<BlockId, char> may_end_last(const Problem& problem) {
  IdVector<BlockId, char> last(problem.blocks.size(), 1);
  for (const Edge& edge : problem.edges)
    if (edge.distance == 0) last[edge.from] = 0;
  return last;
}

Around heaviest_paths(const Problem& problem, const IdVector<BlockId, Time>& weight) {
  return longest(
      problem, [&](const Dependence& arc) { return weight[arc.from]; },
      [&](const Dependence& arc) { return weight[arc.to]; });
}

}  // namespace repetend::search
