// One run of a block for one micro-batch, and where it stands in arrays of one entry an instance.
#pragma once

#include <algorithm>
#include <ranges>

#include "sim/problem/problem.hpp"

namespace repetend {

struct Instance {
  BlockId block;
  std::int32_t micro_batch = 0;  // 0 .. N-1
  auto operator<=>(const Instance&) const = default;
};

// By block, then micro-batch. Blocks that run once an iteration have an entry for every micro-batch all the
// same; what stands in those that no instance has means nothing.
inline std::size_t instance_index(const Problem& problem, Instance i) {
  return i.block.index() * static_cast<std::size_t>(problem.micro_batches) +
         static_cast<std::size_t>(i.micro_batch);
}
inline Instance instance_at(const Problem& problem, std::size_t index) {
  const auto n = static_cast<std::size_t>(problem.micro_batches);
  return {BlockId{index / n}, static_cast<std::int32_t>(index % n)};
}

// The micro-batches of which a block has an instance; none where the last lies before the first, as those of
// an edge do that leads further than there are micro-batches.
struct MicroBatches {
  std::int32_t first = 0, last = -1;
  std::int32_t count() const { return std::max(0, last - first + 1); }
  bool has(std::int32_t n) const { return first <= n && n <= last; }
  auto numbers() const { return std::views::iota(first, first + count()); }
};
inline MicroBatches micro_batches_of(const Problem& problem, BlockId b) {
  const std::int32_t end = problem.micro_batches - 1;
  switch (problem.block(b).repeat) {
    case Repeat::first:
      return {0, 0};
    case Repeat::last:
      return {end, end};
    case Repeat::each:
      break;
  }
  return {0, end};
}
inline bool is_instance(const Problem& problem, Instance i) {
  return i.block.index() < problem.blocks.size() && micro_batches_of(problem, i.block).has(i.micro_batch);
}
// All of them, by block and then micro-batch.
std::vector<Instance> instances_of(const Problem&);

}  // namespace repetend
