// The highest memory in any stretch of time of one device, without walking every step of its curve.
#pragma once

#include <span>
#include <vector>

#include "sim/engine/engine.hpp"

namespace repetend::gui {

class MemoryProfile {
 public:
  MemoryProfile() = default;
  explicit MemoryProfile(std::span<const MemoryStep>);  // keeps no reference to it

  // The highest level within [from, to), steps being those of the constructor; 0 before the first.
  Bytes peak(std::span<const MemoryStep> steps, Time from, Time to) const;

 private:
  Bytes peak_of(std::span<const MemoryStep> steps, std::size_t first, std::size_t last) const;

  std::vector<Bytes> peaks_;  // of every `group` steps
};

}  // namespace repetend::gui
