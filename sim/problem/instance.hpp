// One run of a block for one micro-batch, and where it stands in arrays of one entry an instance.
#pragma once

#include "sim/problem/problem.hpp"

namespace repetend {

struct Instance {
  BlockId block;
  std::int32_t micro_batch = 0;  // 0 .. N-1
  auto operator<=>(const Instance&) const = default;
};

// By block, then micro-batch.
inline std::size_t instance_index(const Problem& problem, Instance i) {
  return i.block.index() * static_cast<std::size_t>(problem.micro_batches) +
         static_cast<std::size_t>(i.micro_batch);
}
inline Instance instance_at(const Problem& problem, std::size_t index) {
  const auto n = static_cast<std::size_t>(problem.micro_batches);
  return {BlockId{index / n}, static_cast<std::int32_t>(index % n)};
}

}  // namespace repetend
