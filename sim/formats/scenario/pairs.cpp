#include <fmt/format.h>

#include <algorithm>

#include "sim/formats/scenario/part_names.hpp"

namespace repetend {
namespace {

using Side = std::vector<BlockId>;

// A block, or a list: a split backward in its order.
Side read_side(const Node& node, const BlockNames& names, Side& seen) {
  std::vector<Node> blocks{node};
  if (node.is(Document::Kind::list)) blocks = node.items("a list of blocks");
  if (blocks.empty()) node.fail("an empty list, expected a block or a list of blocks");
  Side side;
  for (const Node& item : blocks) {
    const BlockId block = find_block(item, names);
    if (std::ranges::count(seen, block) > 0)
      item.fail(fmt::format("block {} again, expected each block of a pair once", item.document().scalar));
    side.push_back(block);
    seen.push_back(block);
  }
  return side;
}

Pair read_block_pair(const Node& node, const BlockNames& names) {
  node.expect_keys("a pair", {"blocks", "time"});
  const Node blocks = node.at("blocks", "a pair");
  const auto sides = blocks.items("two blocks such as [F0, B0] or [F0, [I0, W0]]");
  if (sides.size() != 2)
    blocks.fail(
        fmt::format("a list of {}, expected two sides such as [F0, B0] or [F0, [I0, W0]]", sides.size()));
  Side seen;
  Pair pair;
  pair.first = read_side(sides[0], names, seen);
  pair.second = read_side(sides[1], names, seen);
  const Node time = node.at("time", "a pair");
  pair.time = time.time();
  if (pair.time == 0) time.fail("a time of 0, expected more: the time of both together");
  return pair;
}

bool joins_the_same(const Pair& a, const Pair& b) {
  return (a.first == b.first && a.second == b.second) || (a.first == b.second && a.second == b.first);
}

}  // namespace

void read_pairs(const Node& pairs, PlacedProblem& out) {
  Problem& problem = out.problem;
  const BlockNames names = block_names(problem);
  for (const Node& item : pairs.items("a list of pairs such as {blocks: [F0, B0], time: 2.5ms}")) {
    Pair pair = read_block_pair(item, names);
    if (std::ranges::any_of(problem.pairs, [&](const Pair& other) { return joins_the_same(other, pair); }))
      item.fail("a second pair of the same blocks, expected one");
    problem.pairs.push_back(std::move(pair));
    out.places.pairs.push_back(item.place());
  }
}

}  // namespace repetend
