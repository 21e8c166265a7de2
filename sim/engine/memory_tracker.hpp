// The memory of every device while the engine runs: curves, peaks and the first instance that does not fit.
#pragma once

#include "sim/engine/engine.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend {

class MemoryTracker {
 public:
  MemoryTracker(const Problem&, bool curves);

  void start(Instance, Time now);  // acquires, on all devices of the block
  void end(Instance, Time now);    // releases
  void report(Simulation&) &&;     // moves its results there

 private:
  void step(DeviceId, Time now, Bytes level);

  const Problem& problem_;
  bool record_;
  std::vector<MemoryLevel> levels_;
  std::vector<Bytes> peaks_;
  std::vector<std::vector<MemoryStep>> curves_;
  std::optional<OutOfMemory> out_of_memory_;
  Time out_of_memory_at_ = never;
};

}  // namespace repetend
