// A hit is what is at a point of the charts.
#pragma once

#include <QPointF>
#include <optional>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

struct Hit {
  enum class Part { nothing, axis, heading, device, memory, link, difference, legend };

  Part part = Part::nothing;
  std::size_t plan = 0;
  std::size_t index = 0;  // of the device or link
  Time at = 0;
  std::optional<std::size_t> position;  // device: of the instance in its order; link: among its transfers
  const IdleInterval* idle = nullptr;   // device: in ChartedPlan::idle

  DeviceId device() const { return DeviceId{index}; }
  bool is_of_plan() const { return part != Part::nothing && part != Part::axis && part != Part::legend; }
};

// `point` from the area's top left; `size` and `scroll` as painted. What is narrow is hit within a pixel.
Hit hit(const Scene&, const Layout&, QPointF point, QSizeF size, double scroll);

// The words are a learner's; they are empty for nothing.
QString describe(const Scene&, const Hit&);

}  // namespace repetend::gui
