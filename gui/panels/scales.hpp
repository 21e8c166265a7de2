// A scale says what a slider runs over, and the values it stands for.
#pragma once

#include <cstdint>
#include <string>

#include "gui/panels/field.hpp"
#include "sim/core/units.hpp"

namespace repetend::gui {

// The reach is half of where a slider ends. It stays as long as values fit, so that the knob stays where it
// is put; another scenario has another one.
class Reach {
 public:
  std::int64_t of(const std::string& scenario, std::int64_t value, std::int64_t wanted);

 private:
  std::string scenario_;
  std::int64_t reach_ = 0;
};

Shown show_count(int value, int reach);       // 1 to twice the reach
Shown show_memory(Bytes value, Bytes reach);  // 0 to about twice the reach, and unlimited
Shown show_time(Time value);                  // 100 ns to 10 ms, by ratio
Shown show_bandwidth(Bytes value);            // 100 MB/s to 1 TB/s, by ratio
Shown show_speed(Speed value);                // 0.05 to 2
// 0.25 to 4; `value` is what `factor` has made of the scenario's own ratio. Written as a new factor, "*1.25".
Shown show_ratio(double value, double factor);

}  // namespace repetend::gui
