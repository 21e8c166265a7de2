// A hit is what is at a point of the charts.
#pragma once

#include <QPointF>
#include <optional>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

struct Hit {
  enum class Part { nothing, axis, heading, device, memory, link, lane, name, difference, legend };

  Part part = Part::nothing;
  std::size_t plan = 0;
  std::size_t index = 0;  // of the machine (device, lane, difference), pool or link; name: of the device
  Time at = 0;
  std::optional<std::size_t> position;  // of the instance in its machine's order; link: among its transfers
  const IdleInterval* idle = nullptr;   // device: in ChartedPlan::idle

  DeviceId device() const { return DeviceId{index}; }
  MachineId machine() const { return MachineId{index}; }
  // What a machine runs there.
  bool is_instance() const { return (part == Part::device || part == Part::lane) && position; }
  bool is_of_plan() const { return part != Part::nothing && part != Part::axis && part != Part::legend; }
};

// The name of a device is one's that has lanes to fold. `point` from the area's top left; `size` and `scroll`
// as painted. What is narrow is hit within a pixel.
Hit hit(const Scene&, const Layout&, QPointF point, QSizeF size, double scroll);

// The words are a learner's; they are empty for nothing.
QString describe(const Scene&, const Hit&);

}  // namespace repetend::gui
