// The memory of every device while the engine runs: curves, peaks and the first instance that does not fit.
#pragma once

#include <algorithm>

#include "sim/engine/engine.hpp"
#include "sim/plan/memory_level.hpp"

namespace repetend {

class MemoryTracker {
 public:
  MemoryTracker(const Problem& problem, bool curves) : problem_(problem), record_(curves) {
    for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
      const Bytes held = problem.device(d).static_memory;
      levels_.emplace_back(held, problem.memory_release);
      peaks_.push_back(held);
      if (!record_) continue;
      curves_.emplace_back().reserve(most_steps(problem, d));
      curves_.back().push_back({0, held});
    }
  }

  // Acquires, on all devices of the block.
  void start(Instance i, Time now) {
    for (const DeviceUse& use : problem_.block(i.block).uses) {
      const std::size_t d = use.device.index();
      const Bytes level = levels_[d].start(use);
      peaks_[d] = std::max(peaks_[d], level);
      step(use.device, now, level);
      if (level <= problem_.devices[d].memory) continue;
      const bool first = !out_of_memory_ || (now == out_of_memory_at_ && use.device < out_of_memory_->device);
      if (!first) continue;
      out_of_memory_ = OutOfMemory{i, use.device, level, problem_.devices[d].memory};
      out_of_memory_at_ = now;
    }
  }

  // Releases.
  void end(Instance i, Time now) {
    for (const DeviceUse& use : problem_.block(i.block).uses)
      step(use.device, now, levels_[use.device.index()].end(use));
  }

  // Moves its results there.
  void report(Simulation& simulation) && {
    simulation.memory = std::move(curves_);
    simulation.peak_memory = std::move(peaks_);
    simulation.out_of_memory = out_of_memory_;
  }

 private:
  // How many steps the curve of a device can have: exact bounds, so that long runs reserve no more than they
  // use.
  static std::size_t most_steps(const Problem& problem, DeviceId d) {
    std::size_t changes = 0;
    for (const Block& block : problem.blocks)
      if (const DeviceUse* use = find_use(block, d)) {
        const bool at_start = use->acquire != 0 || use->workspace != 0 ||
                              (problem.memory_release == MemoryRelease::start && use->release != 0);
        const bool at_end =
            use->workspace != 0 || (problem.memory_release == MemoryRelease::end && use->release != 0);
        changes += static_cast<std::size_t>(at_start) + static_cast<std::size_t>(at_end);
      }
    return 1 + changes * static_cast<std::size_t>(problem.micro_batches);
  }

  // At equal times only the last level stays: releases come before acquires, and what lasts no time is no
  // step.
  void step(DeviceId d, Time now, Bytes level) {
    if (!record_) return;
    std::vector<MemoryStep>& curve = curves_[d.index()];
    if (curve.back().bytes == level) return;
    if (curve.back().at < now) return curve.push_back({now, level});
    curve.back().bytes = level;
    if (curve.size() > 1 && curve[curve.size() - 2].bytes == level) curve.pop_back();
  }

  const Problem& problem_;
  bool record_;
  std::vector<MemoryLevel> levels_;
  std::vector<Bytes> peaks_;
  std::vector<std::vector<MemoryStep>> curves_;
  std::optional<OutOfMemory> out_of_memory_;
  Time out_of_memory_at_ = never;
};

}  // namespace repetend
