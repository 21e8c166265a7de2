// What the branch and bound asks of a problem, compiled once.
#pragma once

#include "search/bounds/barrier.hpp"
#include "search/modulo/dependences.hpp"

namespace repetend::search {

struct ExactModel {
  explicit ExactModel(const Problem&);

  const Problem* problem;
  int micro_batches;
  std::vector<Time> duration;                     // by block
  std::vector<std::vector<std::size_t>> devices;  // by block
  std::vector<std::vector<BlockId>> on_device;    // by device
  std::vector<std::vector<Dependence>> in;        // by block
  std::vector<std::size_t> order;                 // a dependency order of the blocks
  std::vector<Time> tail;                         // by instance: longest path after its end
  std::vector<char> movable;  // by block: may run before others that a plan runs first, see model.cpp
  std::vector<Barrier> barriers;

  std::size_t blocks() const { return duration.size(); }
  std::size_t instance(std::size_t block, int n) const {
    return block * static_cast<std::size_t>(micro_batches) + static_cast<std::size_t>(n);
  }
};

}  // namespace repetend::search
