// Which instances a plan that grows may take without running out of memory later: the banker's algorithm
// (Dijkstra 1965) over micro-batches.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "search/completion/draft.hpp"

namespace repetend::search {

// A draft is safe when the micro-batches that have begun can end one after the other, oldest first, each in
// an order of its blocks that needs little memory. From a safe draft there is always a next instance that
// fits and leaves it safe: the next one of the oldest micro-batch in that order. As every micro-batch leaves
// the memory as it found it and their order is given, devices can be judged one by one.
class SafeMemory {
 public:
  // Nothing where no memory is limited, and where not even one micro-batch at a time fits, or it was not
  // found out. The problem must outlive it.
  static std::optional<SafeMemory> of(const Problem&, const Stop& = never_stop);

  // Whether a safe draft is still safe once the next instances of these blocks, which must fit, are taken one
  // after the other.
  bool allows(const Draft&, std::span<const BlockId>) const;

 private:
  SafeMemory(const Problem&, const std::vector<BlockId>& order);
  bool fits_alone() const;  // one micro-batch, in that order
  bool can_end(const Draft&, std::span<const BlockId> taken, DeviceId) const;

  struct Step {
    BlockId block;
    DeviceUse use;
  };
  const Problem* problem_;
  std::vector<std::vector<Step>> steps_;  // by device with limited memory: its blocks, in that order
};

}  // namespace repetend::search
