// When what the instances of a finished simulation wait for was there.
#pragma once

#include <optional>
#include <vector>

#include "sim/engine/engine.hpp"
#include "sim/plan/fused_groups.hpp"

namespace repetend {

// A fused group waits for what any of its instances waits for, but not for itself; asked for one of them, all
// answers are those of the group.
class Inputs {
 public:
  struct Last {
    Time at = 0;  // 0 without any
    std::optional<Instance> whom;
  };

  // They must outlive it.
  Inputs(const Problem&, const Simulation&, const Couplings&, const FusedGroups&);

  // The producer that ends last.
  const Last& produced(Instance i) const { return produced_[index(i)]; }
  // The producer whose data come last, not before the last has ended.
  const Last& delivered(Instance i) const { return delivered_[index(i)]; }
  // What the last wait of the plan to be over is for.
  Last waited(Instance i) const { return waited_.empty() ? Last{} : waited_[index(i)]; }
  // Blocking transfers: those that held the machine, in time order.
  const std::vector<TransferRun>& operations(MachineId m) const { return operations_[m]; }

 private:
  void produce();
  void deliver(const std::vector<TransferRun>&);
  void wait(const std::vector<Wait>&);
  void hold(BlockId, DeviceId, const TransferRun&);
  std::size_t index(Instance i) const { return instance_index(problem_, fused_.first(i)); }

  const Problem& problem_;
  const Simulation& simulation_;
  const FusedGroups& fused_;
  std::vector<int> distances_;  // by edge: from the producer's micro-batch to that of the message's consumer
  std::vector<Last> produced_, delivered_, waited_;  // by instance, of a group its first
  IdVector<MachineId, std::vector<TransferRun>> operations_;
};

}  // namespace repetend
