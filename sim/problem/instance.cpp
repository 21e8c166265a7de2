#include "sim/problem/instance.hpp"

namespace repetend {

std::vector<Instance> instances_of(const Problem& problem) {
  std::vector<Instance> result;
  result.reserve(problem.instances());
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (std::int32_t n : micro_batches_of(problem, b).numbers()) result.push_back({b, n});
  return result;
}

}  // namespace repetend
