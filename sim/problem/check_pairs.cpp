// Pairs: blocks whose instances may run fused.
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/dynamic_bitset.hpp>

#include "sim/problem/check_detail.hpp"
#include "sim/problem/graph.hpp"

namespace repetend::checks {
namespace {

std::vector<BlockId> members(const Pair& pair) {
  std::vector<BlockId> result = pair.first;
  result.insert(result.end(), pair.second.begin(), pair.second.end());
  return result;
}

// "pair F0, B0", "pair F0, [I0, W0]".
std::string pair_name(const Problem& problem, const Pair& pair) {
  const auto side = [&](const std::vector<BlockId>& blocks) {
    std::vector<std::string_view> names;
    for (BlockId b : blocks) names.push_back(problem.block(b).name);
    return names.size() == 1 ? std::string(names.front()) : fmt::format("[{}]", fmt::join(names, ", "));
  };
  return fmt::format("pair {}, {}", side(pair.first), side(pair.second));
}

void check_members(Findings& findings, const Problem& problem, PairId id) {
  const Pair& pair = problem.pairs[id.index()];
  const std::string name = pair_name(problem, pair);
  const std::vector<BlockId> blocks = members(pair);
  std::set<BlockId> seen;
  const auto occupied = machines_of(problem, blocks.front());
  for (BlockId b : blocks) {
    const std::string& block = problem.block(b).name;
    if (!seen.insert(b).second)
      add(findings, id, "{} lists {} twice, expected each block once", name, block);
    else if (runs_once(problem.block(b)))
      add(findings, id, "{} lists {}, which runs once an iteration, expected blocks of each micro-batch",
          name, block);
    else if (!std::ranges::equal(machines_of(problem, b), occupied))
      add(findings, id, "{} lists {}, which occupies other machines than {}, expected the same", name, block,
          problem.block(blocks.front()).name);
  }
  check_amount(findings, id, "time of " + name, pair.time, 0);
}

// The blocks that wait for this one in its micro-batch.
boost::dynamic_bitset<> followers(const BlockGraph& graph, BlockId first) {
  boost::dynamic_bitset<> reached(boost::num_vertices(graph));
  std::vector<std::size_t> open{first.index()};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t next : boost::make_iterator_range(boost::adjacent_vertices(at, graph)))
      if (!reached.test_set(next)) open.push_back(next);
  }
  return reached;
}

// Blocks of a side start together, so nothing else may have to run after one and before another. What leads
// from a block to a later one of its side directly holds while they run fused.
void check_side(Findings& findings, const Problem& problem, const BlockGraph& graph, PairId id,
                const std::vector<BlockId>& side) {
  const std::string name = pair_name(problem, problem.pairs[id.index()]);
  const auto in_side = [&](BlockId b) { return std::ranges::count(side, b) > 0; };
  for (std::size_t k = 0; k < side.size(); ++k) {
    const std::string& block = problem.block(side[k]).name;
    const auto after = followers(graph, side[k]);
    for (std::size_t j = 0; j < k; ++j)
      if (after[side[j].index()])
        add(findings, id, "{} lists {} before {}, which it waits for, expected them in dependency order",
            name, problem.block(side[j]).name, block);
    for (std::size_t j = k + 1; j < side.size(); ++j)
      for (const Edge& edge : problem.edges)
        if (edge.to == side[j] && edge.distance == 0 && after[edge.from.index()] && !in_side(edge.from))
          add(findings, id,
              "{} lists {} and {} with {} between them, expected blocks that can start together", name, block,
              problem.block(edge.to).name, problem.block(edge.from).name);
  }
}

}  // namespace

void check_pairs(Findings& findings, const Problem& problem) {
  std::set<std::pair<std::vector<BlockId>, std::vector<BlockId>>> seen;
  const auto there = [&](BlockId b) { return b.index() < problem.blocks.size(); };
  const bool machines_have_names = lanes_have_devices(problem);
  for (PairId id : ids<PairId>(problem.pairs.size())) {
    const Pair& pair = problem.pairs[id.index()];
    const std::vector<BlockId> blocks = members(pair);
    if (pair.first.empty() || pair.second.empty()) {
      add(findings, id, "pair {} has a side of no blocks, expected at least one on each", id.index());
      continue;
    }
    if (const auto bad = std::ranges::find_if_not(blocks, there); bad != blocks.end()) {
      add(findings, id, "pair {} names block {}, expected an index below {}", id.index(), bad->value,
          problem.blocks.size());
      continue;
    }
    if (machines_have_names) check_members(findings, problem, id);
    if (!seen.insert(std::minmax(pair.first, pair.second)).second)
      add(findings, id, "{} is listed twice, expected it once", pair_name(problem, pair));
  }
}

void check_sides(Findings& findings, const Problem& problem) {
  const auto is_plain = [](const Pair& pair) { return pair.first.size() == 1 && pair.second.size() == 1; };
  if (std::ranges::all_of(problem.pairs, is_plain)) return;
  const BlockGraph graph = block_graph(problem, 0);
  for (PairId id : ids<PairId>(problem.pairs.size()))
    for (const auto& side : {problem.pairs[id.index()].first, problem.pairs[id.index()].second})
      if (side.size() > 1) check_side(findings, problem, graph, id, side);
}

}  // namespace repetend::checks
