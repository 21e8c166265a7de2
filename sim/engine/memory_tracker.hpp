// The pools while the engine runs: curves, peaks and the first instance that does not fit.
#pragma once

#include <span>

#include "sim/engine/engine.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend {

class MemoryTracker {
 public:
  MemoryTracker(const Problem&, bool curves);

  // Acquires, and releases, what instances that start or end together do. Times never go back.
  void start(std::span<const Instance> group, Time now);
  void end(std::span<const Instance> group, Time now);

  // Moves its results there.
  void report(Simulation&) &&;

 private:
  // What stands at one instant in a pool that several machines change: only when the instant is over it is
  // known, because releases come first on whatever machine.
  struct Instant {
    Time at = 0;
    Bytes level = 0;     // workspace included
    Instance last = {};  // to acquire
    bool changed = false;
  };
  struct Held {
    MemoryLevel level;
    bool by_order;  // one machine alone changes the pool
    Instant instant;
    Bytes capacity;
    Bytes peak;
  };

  std::span<const PoolUse> changes(std::span<const Instance> group);
  void change(const PoolUse&, Bytes by, Time now, const Instance* acquires);
  void close(PoolId);  // the instant of a pool
  void note(PoolId, Instance, Bytes level, Time at);
  void step(PoolId, Time at, Bytes level);

  const Problem& problem_;
  const bool record_;
  IdVector<BlockId, std::vector<PoolUse>> changes_;
  std::vector<PoolUse> together_;  // of a group
  IdVector<PoolId, Held> pools_;
  std::vector<std::vector<MemoryStep>> curves_;
  std::optional<OutOfMemory> out_of_memory_;
  Time out_of_memory_at_ = never;
};

}  // namespace repetend
