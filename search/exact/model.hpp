// What the branch and bound asks of a problem, compiled once.
#pragma once

#include "search/bounds/barrier.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {

struct ExactModel {
  explicit ExactModel(const Problem&);

  const Problem* problem;
  int micro_batches;
  Durations duration;
  IdVector<BlockId, std::vector<MachineId>> machines;
  IdVector<MachineId, std::vector<BlockId>> on_machine;
  IdVector<BlockId, std::vector<Dependence>> in;  // their delays count from the producer's end
  std::vector<BlockId> order;                     // a dependency order of the blocks
  std::vector<Time> tail;                         // by instance: longest path after its end,
  std::vector<Time> own_tail;                     // and within its own micro-batch
  IdVector<BlockId, char> may_end_last;           // paths.hpp
  std::vector<Time> left;           // by instance: the time of it and all later ones of its block
  IdVector<BlockId, char> movable;  // may run before others that a plan runs first, see model.cpp
  std::vector<Barrier> barriers;

  auto blocks() const { return in.ids(); }
  std::size_t instance(BlockId block, int n) const {
    return block.index() * static_cast<std::size_t>(micro_batches) + static_cast<std::size_t>(n);
  }
};

}  // namespace repetend::search
