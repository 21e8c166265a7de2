// Where a time axis has its ticks and what they say.
#pragma once

#include <QString>
#include <vector>

#include "gui/chart/geometry/time_scale.hpp"

namespace repetend::gui {

struct Ticks {
  Time step = 1;  // 1, 2 or 5 times a power of ten
  std::vector<Time> at;
  QString unit;  // "ns", "us", "ms" or "s"
  Time unit_ns = 1;

  QString label(Time) const;  // the number alone, with the digits that tell it from the next tick's
};

// Of the stretch that `pixels` show, at least `apart` pixels from one to the next. The unit suits the end.
Ticks ticks(const TimeScale&, double pixels, double apart);

}  // namespace repetend::gui
