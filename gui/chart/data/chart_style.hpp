// A style is what the charts show and how. It is plain, so that it can be kept and compared.
#pragma once

#include <QtGlobal>
#include <cstddef>
#include <optional>

#include "app/chart/work_colours.hpp"

namespace repetend::gui {

struct ChartStyle {
  using ColourBy = app::ColourBy;

  ColourBy colour_by = ColourBy::micro_batch;
  bool transfers = false;  // a thin row a directed link, under the device that sends
  bool memory = false;     // a curve with its limit under every device
  bool critical_path = false;
  bool bubbles = true;  // tinted by cause
  bool dark = false;
  qreal font_scale = 1;
  std::optional<std::size_t> reference = {};  // difference view: the plan that the others are compared with

  bool operator==(const ChartStyle&) const = default;
};

}  // namespace repetend::gui
