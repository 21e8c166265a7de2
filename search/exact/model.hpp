// What the branch and bound asks of a problem, compiled once.
#pragma once

#include "search/bounds/barrier.hpp"
#include "search/modulo/dependences.hpp"

namespace repetend::search {

struct ExactModel {
  explicit ExactModel(const Problem&);

  const Problem* problem;
  int micro_batches;
  IdVector<BlockId, Time> duration;
  IdVector<BlockId, std::vector<DeviceId>> devices;
  IdVector<DeviceId, std::vector<BlockId>> on_device;
  IdVector<BlockId, std::vector<Dependence>> in;
  std::vector<BlockId> order;       // a dependency order of the blocks
  std::vector<Time> tail;           // by instance: longest path after its end
  IdVector<BlockId, char> movable;  // may run before others that a plan runs first, see model.cpp
  std::vector<Barrier> barriers;

  auto blocks() const { return duration.ids(); }
  std::size_t instance(BlockId block, int n) const {
    return block.index() * static_cast<std::size_t>(micro_batches) + static_cast<std::size_t>(n);
  }
};

}  // namespace repetend::search
