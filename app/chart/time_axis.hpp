// Where a time axis has its ticks and what they say; one axis for terminals, files and windows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/units.hpp"

namespace repetend::app {

struct TimeAxis {
  std::string_view unit;  // "ns" to "d": the one that human_time() would take for the axis' end
  Time unit_ns = 1;
  Time step = 1;  // 1, 2 or 5 times a power of ten of the unit
  std::vector<Time> ticks;

  // The number alone, with the digits that tell every tick from the next: "0.0", "0.5", "1.0".
  std::string label(Time tick) const;
  std::string short_label(Time tick) const;  // without zeros at the end: "0", "0.5", "1"
};

// An axis from `from` to `to` whose ticks, all at 0 or later, are at least `apart` (ns) from one another.
TimeAxis time_axis(Time from, Time to, double apart);

// An axis from 0 to `end` with at most `most_steps` steps.
TimeAxis time_axis(Time end, int most_steps);

}  // namespace repetend::app
