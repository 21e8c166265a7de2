// Marks stand out on the charts: the selection, the pointer, the playhead, a measurement, a drag.
#pragma once

#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::gui {

struct Marked {
  std::size_t plan = 0;
  Instance instance;
  bool operator==(const Marked&) const = default;
};

struct Measured {
  Time from = 0, to = 0;
  bool operator==(const Measured&) const = default;
};

// This instance is being dragged along its device.
struct Dragged {
  std::size_t plan = 0;
  DeviceId device;
  std::size_t position = 0;  // in the device's order, of what is dragged
  std::size_t before = 0;    // the position it would be dropped before; the order's size: at the end
  double offset = 0;         // pixels that the ghost has moved
  bool moves() const { return before != position && before != position + 1; }
  bool operator==(const Dragged&) const = default;
};

struct Marks {
  std::optional<Time> playhead;
  std::optional<Marked> selected, hovered;
  std::optional<Measured> measured;
  std::optional<Dragged> dragged;
};

}  // namespace repetend::gui
