#include "gui/chart/geometry/time_scale.hpp"

#include <algorithm>
#include <cmath>

namespace repetend::gui {

namespace {

constexpr double most_room = 0.05;  // on either side of everything, as a fraction of the width

double allowed(double ns_per_pixel) {
  return std::clamp(ns_per_pixel, TimeScale::closest, TimeScale::widest);
}

Time saturated(double ns) {
  constexpr auto limit = static_cast<double>(sum_limit);
  return static_cast<Time>(std::clamp(std::round(ns), -limit, limit));
}

// Saturated too: two times up to the limit add up to more than fits.
Time sum(Time a, Time b) {
  return std::clamp(a, -sum_limit - std::min<Time>(b, 0), sum_limit - std::max<Time>(b, 0)) + b;
}

}  // namespace

Time TimeScale::to_time(double pixel) const { return sum(from, saturated(pixel * ns_per_pixel)); }

TimeScale TimeScale::zoomed_at(double pixel, double factor) const {
  TimeScale result{from, allowed(ns_per_pixel * factor)};
  result.from = sum(from, saturated(pixel * (ns_per_pixel - result.ns_per_pixel)));
  return result;
}

TimeScale TimeScale::kept_on(Time end, double pixels) const {
  const TimeScale all = fitted(0, end, pixels, most_room);
  if (ns_per_pixel >= all.ns_per_pixel) return all;
  const Time room = span(pixels * most_room);
  const Time latest = std::max(end + room - span(pixels), -room);
  return {std::clamp(from, -room, latest), ns_per_pixel};
}

TimeScale TimeScale::fitted(Time begin, Time end, double pixels, double room) {
  const double inside = std::max(1.0, pixels * (1 - 2 * room));
  TimeScale result{begin, allowed(static_cast<double>(std::max<Time>(end - begin, 1)) / inside)};
  const double left_over = pixels - static_cast<double>(end - begin) / result.ns_per_pixel;
  result.from = result.to_time(-left_over / 2);
  return result;
}

}  // namespace repetend::gui
