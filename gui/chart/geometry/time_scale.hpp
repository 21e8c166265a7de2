// A time scale turns time into pixels and back: plain arithmetic, tested without a window.
#pragma once

#include "sim/core/units.hpp"

namespace repetend::gui {

struct TimeScale {
  Time from = 0;            // ns, at pixel 0
  double ns_per_pixel = 1;  // > 0

  // The closest and the widest there is: 1 ns is 50 pixels, or all of time is one.
  static constexpr double closest = 0.02, widest = 1e18;

  // The difference is taken in integers: exact however far from 0 the view is.
  double to_pixel(Time t) const { return static_cast<double>(t - from) / ns_per_pixel; }
  Time to_time(double pixel) const;  // the nearest; saturates at sum_limit on either side
  Time span(double pixels) const { return to_time(pixels) - from; }

  // Shows `factor` times as much in the same pixels (below 1: closer); what is at `pixel` stays there.
  TimeScale zoomed_at(double pixel, double factor) const;
  // What was at `pixels` is at 0 afterwards: positive looks at later times.
  TimeScale panned(double pixels) const { return {to_time(pixels), ns_per_pixel}; }
  // [0, end] stays in sight: not further out than what fits it with some room, and never past either side.
  TimeScale kept_on(Time end, double pixels) const;

  // [begin, end] over `pixels`, with `room` (a fraction of them) on either side.
  static TimeScale fitted(Time begin, Time end, double pixels, double room = 0);

  bool operator==(const TimeScale&) const = default;
};

}  // namespace repetend::gui
