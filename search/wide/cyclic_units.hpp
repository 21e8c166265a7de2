// What a repetition of a wide problem consists of: copies of the blocks that run once a micro-batch, and the
// units in which they occupy machines.
#pragma once

#include <cstdint>
#include <vector>

#include "search/modulo/dependences.hpp"
#include "search/wide/repetend.hpp"

namespace repetend::search {

// Copies are nodes: of block b the c-th is b u + c, as in WideRepetend::start.
struct CyclicUnit {
  std::vector<NodeId> nodes;   // one, or all of a fused group
  std::size_t first_side = 1;  // how many of them are of the side that comes first
  Time duration = 0;
};

class CyclicUnits {
 public:
  // Of those pairs, by their index in the problem, each copy of the first side runs fused with the same copy
  // of the second, as far as no earlier pair has taken a block.
  CyclicUnits(const WideModel&, int u, const std::vector<std::size_t>& pairs);

  const WideModel& model() const { return *model_; }
  std::size_t nodes() const { return model_->problem().blocks.size() * u_; }
  const std::vector<CyclicUnit>& units() const { return units_; }
  BlockId block(NodeId x) const { return BlockId{x.index() / u_}; }
  const CyclicUnit& unit(NodeId x) const { return units_[unit_of_[x]]; }
  std::size_t unit_index(NodeId x) const { return unit_of_[x]; }
  const std::vector<MachineId>& machines(NodeId x) const;
  // The nodes of x's unit that are of its micro-batch, x among them.
  std::vector<NodeId> side(NodeId x) const;
  std::vector<FusedCopies> fused() const;

  // start(to) + distance * period >= start(from) + delay: edges, and the micro-batches of a block in turn.
  const std::vector<Dependence>& dependences() const { return dependences_; }

  // Whether the pools have room in the steady state, whose levels rise at starts alone.
  bool fits(const IdVector<NodeId, Time>& start, Time period) const;
  // What a node gives back, less what it takes, of the scarcest pool that it changes: an offload takes from a
  // large pool what it gives back to a small one.
  Bytes given_back(NodeId x) const;

 private:
  struct Change {
    NodeId node;
    PoolUse use;
  };

  void fuse(const Pair&);
  void add_dependences();
  void add_pools();
  Bytes level(PoolId, Time at, const IdVector<NodeId, Time>& start, Time period) const;
  InstanceIndex instance(NodeId x) const;

  const WideModel* model_;
  std::size_t u_;
  std::vector<CyclicUnit> units_;
  IdVector<NodeId, std::size_t> unit_of_;
  std::vector<Dependence> dependences_;
  IdVector<PoolId, std::vector<Change>> changes_;  // of pools with a capacity
  IdVector<PoolId, Bytes> begun_;                  // what blocks have changed that have run, once
};

}  // namespace repetend::search
