#include "app/chart/time_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace repetend::app {

namespace {

struct AxisUnit {
  std::string_view name;
  Time ns;
  Time from = ns;  // the end of an axis in it, at least
};

// As human_time() takes them for the axis' end.
constexpr Time minute = 60'000'000'000, hour = 60 * minute, day = 24 * hour;
constexpr std::array units{AxisUnit{"ns", 1},
                           AxisUnit{"us", 1'000},
                           AxisUnit{"ms", 1'000'000},
                           AxisUnit{"s", 1'000'000'000},
                           AxisUnit{"min", minute, 10 * minute},
                           AxisUnit{"h", hour, 2 * hour},
                           AxisUnit{"d", day, 2 * day}};

// The smallest 1, 2 or 5 times a power of ten of the unit that is at least this.
Time nice_step(double least, Time unit) {
  while (unit % 10 == 0) unit /= 10;
  for (Time power = unit;; power *= 10)
    for (const Time factor : {1, 2, 5})
      if (static_cast<double>(factor * power) >= least || power > sum_limit / 100) return factor * power;
}

}  // namespace

TimeAxis time_axis(Time from, Time to, double apart) {
  const AxisUnit* unit = &units.front();
  for (const AxisUnit& larger : units)
    if (to >= larger.from) unit = &larger;
  TimeAxis axis{unit->name, unit->ns, nice_step(apart, unit->ns), {}};
  const Time first = std::max<Time>(0, (from + axis.step - 1) / axis.step * axis.step);
  for (Time tick = first; tick <= to; tick += axis.step) axis.ticks.push_back(tick);
  return axis;
}

// As many steps fit when each is longer than the end divided by one more.
TimeAxis time_axis(Time end, int most_steps) {
  return time_axis(0, end, static_cast<double>(end / (std::max(1, most_steps) + 1) + 1));
}

std::string TimeAxis::label(Time tick) const {
  int decimals = 0;
  for (Time digit = unit_ns; digit > step; digit /= 10) ++decimals;
  return fmt::format("{:.{}f}", static_cast<double>(tick) / static_cast<double>(unit_ns), decimals);
}

std::string TimeAxis::short_label(Time tick) const {
  std::string text = label(tick);
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace repetend::app
