// Where a time axis has its ticks and what they say; shared by the text and the SVG Gantt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend::cli {

struct TimeAxis {
  std::string_view unit;  // "ns", "us", "ms" or "s": the largest that keeps the axis' end at 1 or more
  Time unit_ns = 1;
  std::vector<Time> ticks;  // 0, step, 2 step, ... up to the end; step is 1, 2 or 5 times a power of ten

  std::string label(Time tick) const;  // the number alone: "0.5", "12"
};

// An axis from 0 to `end` with at most `max_ticks` steps.
TimeAxis time_axis(Time end, int max_ticks);

}  // namespace repetend::cli
