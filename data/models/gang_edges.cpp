#include "data/models/gang_edges.hpp"

#include <algorithm>

namespace repetend::data {
namespace {

std::optional<BlockId> find_block(const Problem& problem, std::string_view name) {
  const auto found = std::ranges::find(problem.blocks, name, &Block::name);
  if (found == problem.blocks.end()) return std::nullopt;
  return BlockId{static_cast<std::size_t>(found - problem.blocks.begin())};
}

Edge& edge_into(Problem& problem, BlockId to) { return *std::ranges::find(problem.edges, to, &Edge::to); }
Edge& edge_out_of(Problem& problem, BlockId from) {
  return *std::ranges::find(problem.edges, from, &Edge::from);
}

// The edges stay in the order of their consumers.
void insert(Problem& problem, const Edge& edge) {
  const auto after = std::ranges::find_if(problem.edges, [&](const Edge& e) { return e.to > edge.to; });
  problem.edges.insert(after, edge);
}

}  // namespace

void send_past(Problem& problem, std::string_view gang, std::string_view mirror) {
  const auto forward = find_block(problem, gang);
  if (!forward) return;
  Edge& into = edge_into(problem, *forward);
  const Bytes bytes = into.bytes;
  into.bytes = 0;
  insert(problem, {edge_into(problem, *forward).from, edge_out_of(problem, *forward).to, bytes, 0});
  const auto backward = find_block(problem, mirror);
  if (!backward) return;
  insert(problem, {edge_into(problem, *backward).from, edge_out_of(problem, *backward).to, bytes, 0});
}

}  // namespace repetend::data
