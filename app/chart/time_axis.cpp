#include "app/chart/time_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace repetend::app {

namespace {

// The smallest 1, 2 or 5 times a power of ten that is at least this.
Time nice_step(double least) {
  for (Time power = 1;; power *= 10)
    for (const Time factor : {1, 2, 5})
      if (static_cast<double>(factor * power) >= least || power > sum_limit / 100) return factor * power;
}

}  // namespace

TimeAxis time_axis(Time from, Time to, double apart) {
  TimeAxis axis{"ns", 1, nice_step(apart), {}};
  for (const auto& [unit, ns] :
       {std::pair<std::string_view, Time>{"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}})
    if (to >= ns) axis.unit = unit, axis.unit_ns = ns;
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
  for (Time digit = unit_ns; digit > step && decimals < 9; digit /= 10) ++decimals;
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
