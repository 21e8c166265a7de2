// What sliders run over, and the values they stand for.
#pragma once

#include "gui/panels/field.hpp"
#include "sim/core/units.hpp"

namespace repetend::gui {

// A slider, where it stands, and what is written beside it.
struct Shown {
  FieldScale scale;
  int position = 0;
  QString words;
};

Shown show_count(int value);  // 1 to 64, or to twice the value
Shown show_memory(Bytes value,
                  Bytes highest);   // 0 to about twice the highest of both; value may be unlimited
Shown show_time(Time value);        // 100 ns to 10 ms, by ratio
Shown show_bandwidth(Bytes value);  // 100 MB/s to 1 TB/s, by ratio
Shown show_speed(Speed value);      // 0.05 to 2
// 0.25 to 4; `value` is what `factor` has made of the scenario's own ratio. Written as a new factor, "*1.25".
Shown show_ratio(double value, double factor);

}  // namespace repetend::gui
