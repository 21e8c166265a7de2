#include "gui/chart/geometry/ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace repetend::gui {

namespace {

// The smallest 1, 2 or 5 times a power of ten that is at least this.
Time nice_step(double least) {
  for (Time power = 1;; power *= 10)
    for (const Time factor : {1, 2, 5})
      if (static_cast<double>(factor * power) >= least || power > sum_limit / 100) return factor * power;
}

}  // namespace

Ticks ticks(const TimeScale& scale, double pixels, double apart) {
  Ticks result;
  result.step = nice_step(apart * scale.ns_per_pixel);
  const Time end = scale.to_time(pixels);
  struct Unit {
    Time ns;
    const char* name;
  };
  for (const Unit unit : {Unit{1, "ns"}, Unit{1'000, "us"}, Unit{1'000'000, "ms"}, Unit{1'000'000'000, "s"}})
    if (unit.ns == 1 || end >= unit.ns) result.unit = unit.name, result.unit_ns = unit.ns;
  const Time first = std::max<Time>(0, (scale.from + result.step - 1) / result.step * result.step);
  for (Time t = first; t <= end; t += result.step) result.at.push_back(t);
  return result;
}

QString Ticks::label(Time t) const {
  int decimals = 0;
  for (Time digit = unit_ns; digit > step && decimals < 9; digit /= 10) ++decimals;
  return QString::number(static_cast<double>(t) / static_cast<double>(unit_ns), 'f', decimals);
}

}  // namespace repetend::gui
