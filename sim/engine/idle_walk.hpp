// The pieces of idle_intervals(): when an instance's inputs were there, and one device's gaps cut into
// causes.
#pragma once

#include "sim/engine/idle.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/dataflow.hpp"

namespace repetend {

// When the last input of every instance was there.
class Inputs {
 public:
  struct Last {
    Time at = 0;  // 0 without any
    std::optional<Instance> producer;
  };
  Inputs(const Problem&, const Simulation&);

  const Last& produced(Instance i) const { return produced_[instance_index(problem_, i)]; }
  const Last& delivered(Instance i) const {
    return delivered_[instance_index(problem_, i)];
  }  // not before produced
  // Blocking transfers: by device, those it took part in, in time order.
  const std::vector<TransferRun>& operations(DeviceId d) const { return operations_[d.index()]; }

 private:
  const Problem& problem_;
  std::vector<Last> produced_, delivered_;
  std::vector<std::vector<TransferRun>> operations_;
};

// Walks one device's order, cutting every gap between instances at the moments where its cause changes.
class IdleWalk {
 public:
  IdleWalk(const Problem&, const Orders&, const Simulation&, const Inputs&, DeviceId);
  std::vector<IdleInterval> intervals() &&;

 private:
  struct Gap {
    Time begin, end;
    Instance waiting;
  };
  // What is left to run of one block, the next one first.
  struct Left {
    std::vector<Instance> instances;
    std::size_t next = 0;
  };

  void attribute(const Gap&);
  Inputs::Last memory_from(const Gap&) const;
  Time transfers(const Gap&, Time from, Time until);
  void gang(const Gap&, Time from, Time until);
  DeviceId last_of_gang(Instance) const;
  Time free_for(DeviceId, Instance) const;
  void play(Instance);
  void add(Time begin, Time end, IdleCause, Instance waiting, std::optional<Instance> waited_for = {});
  Time start(Instance i) const { return simulation_.start[instance_index(problem_, i)]; }
  Time end(Instance i) const { return simulation_.end[instance_index(problem_, i)]; }

  const Problem& problem_;
  const Orders& orders_;
  const Simulation& simulation_;
  const Inputs& inputs_;
  const DeviceId device_;
  MemoryLevel level_;
  std::vector<BlockId> blocks_;  // of the device, as its order meets them
  std::vector<Left> left_;       // by block; empty for the blocks of other devices
  std::vector<IdleInterval> result_;
};

}  // namespace repetend
