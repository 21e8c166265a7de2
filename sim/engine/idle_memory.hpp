// What a machine could run instead of waiting, were there room for it in memory.
#pragma once

#include "sim/engine/idle_inputs.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {

// The curves of the pools: those that the simulation has recorded, or, where it has none, made anew.
class PoolCurves {
 public:
  PoolCurves(const Problem&, const Simulation&);
  Bytes level(PoolId, Time) const;
  Time next_change(PoolId, Time) const;  // after that time; sum_limit where there is none

 private:
  const std::vector<std::vector<MemoryStep>>& recorded_;  // by pool
  std::vector<std::vector<MemoryStep>> made_;
  const std::vector<MemoryStep>& steps(PoolId p) const {
    return (made_.empty() ? recorded_ : made_)[p.index()];
  }
};

// The later work of one computing lane, as its order is walked: the next instance of each of its blocks, and
// a fused group where its instances are the next of all their blocks. It has no room where starting it would
// exceed the device's memory, or a pool that is no device's of the block.
class LaterWork {
 public:
  // They must outlive it.
  LaterWork(const Problem&, MachineId, const std::vector<Instance>& order, const FusedGroups&, const Inputs&,
            const PoolCurves&);

  void pass(Instance);  // it has run

  // Of all but `next` that has no room at that time: what has had its inputs first, and since when, as of
  // `since`; that may be later than the time. Nobody, and sum_limit, where there is room for all.
  Inputs::Last without_room(Instance next, Time since, Time at);
  // Until when that answer holds.
  Time next_change(Time at) const;

 private:
  struct Held {
    PoolId pool;
    Bytes room = 0;
  };
  struct Left {
    std::vector<Instance> instances;
    std::size_t next = 0;
    const Instance* first() const { return next < instances.size() ? &instances[next] : nullptr; }
  };

  std::optional<Bytes> taken(BlockId, PoolId) const;
  bool is_next(const Instance&) const;
  bool fits(const Instance&) const;

  const Problem& problem_;
  const MachineId machine_;
  const FusedGroups& fused_;
  const Inputs& inputs_;
  const PoolCurves& curves_;
  std::vector<Held> pools_;      // those with a capacity
  std::vector<BlockId> blocks_;  // of the machine, as its order meets them
  std::vector<Left> left_;       // by block; empty for the blocks of other machines
};

}  // namespace repetend
