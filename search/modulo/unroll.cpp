#include "search/modulo/unroll.hpp"

namespace repetend::search {

Problem unroll(const Problem& problem, int u) {
  if (u == 1) return problem;
  Problem result = problem;
  result.micro_batches = (problem.micro_batches + u - 1) / u;
  result.blocks.clear();
  result.edges.clear();
  const auto copy = [u](BlockId b, int c) { return BlockId{b.value * u + c}; };
  for (const Block& block : problem.blocks)
    for (int c = 0; c < u; ++c) {
      result.blocks.push_back(block);
      result.blocks.back().name += "." + std::to_string(c);
    }
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (int c = 0; c < u; ++c)
      result.edges.push_back({copy(b, c), copy(b, (c + 1) % u), 0, c + 1 == u ? 1 : 0});
  for (const Edge& e : problem.edges)
    for (int c = 0; c < u; ++c) {
      const int reached = c + e.distance;
      result.edges.push_back({copy(e.from, c), copy(e.to, reached % u), e.bytes, reached / u});
    }
  return result;
}

}  // namespace repetend::search
