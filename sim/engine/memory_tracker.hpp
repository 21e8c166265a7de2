// The pools while the engine runs: curves, peaks and the first instance that does not fit.
#pragma once

#include <algorithm>
#include <span>

#include "sim/engine/engine.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend {

class MemoryTracker {
 public:
  MemoryTracker(const Problem&, bool curves);

  // Acquires, and releases, what instances that start or end together do. Times never go back. Here, so that
  // the engine's inner loop has it in line.
  void start(std::span<const Instance> group, Time now) {
    for (const PoolUse& use : changes(group)) {
      Held& held = pools_[use.pool];
      if (!held.by_order) {
        take_by_time(use, group.front(), now);
        continue;
      }
      const Bytes level = held.level.start(use);
      held.peak = std::max(held.peak, level);
      step(use.pool, now, level);
      if (level > held.capacity) note(use.pool, group.front(), level, now);
    }
  }
  void end(std::span<const Instance> group, Time now) {
    for (const PoolUse& use : changes(group)) {
      Held& held = pools_[use.pool];
      if (held.by_order)
        step(use.pool, now, held.level.end(use));
      else
        give_back_by_time(use, now);
    }
  }

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

  std::span<const PoolUse> changes(std::span<const Instance> group) {
    return group.size() == 1 ? std::span<const PoolUse>(changes_[group.front().block])
                             : changes_together(group);
  }
  std::span<const PoolUse> changes_together(std::span<const Instance> group);
  void take_by_time(const PoolUse&, Instance, Time now);
  void give_back_by_time(const PoolUse&, Time now);
  void change(const PoolUse&, Bytes by, Time now);
  void close(PoolId);  // the instant of a pool
  void note(PoolId, Instance, Bytes level, Time at);

  // At equal times only the last level stays: releases come before acquires, and what lasts no time is no
  // step.
  void step(PoolId p, Time at, Bytes level) {
    if (!record_) return;
    std::vector<MemoryStep>& curve = curves_[p.index()];
    if (curve.back().bytes == level) return;
    if (curve.back().at < at) return curve.push_back({at, level});
    curve.back().bytes = level;
    if (curve.size() > 1 && curve[curve.size() - 2].bytes == level) curve.pop_back();
  }

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
