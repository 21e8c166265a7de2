#include "cli/render/time_axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace repetend::cli {

namespace {

// The smallest 1, 2 or 5 times a power of ten that divides the axis into at most max_ticks steps.
Time nice_step(Time end, int max_ticks) {
  for (Time power = 1;; power *= 10)
    for (const Time factor : {1, 2, 5})
      if (end / (factor * power) <= max_ticks) return factor * power;
}

}  // namespace

TimeAxis time_axis(Time end, int max_ticks) {
  TimeAxis axis{"ns", 1, {}};
  for (const auto& [unit, ns] :
       {std::pair<std::string_view, Time>{"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}})
    if (end >= ns) axis = {unit, ns, {}};
  const Time step = nice_step(end, std::max(1, max_ticks));
  for (Time tick = 0; tick <= end; tick += step) axis.ticks.push_back(tick);
  return axis;
}

std::string TimeAxis::label(Time tick) const {
  return fmt::format("{:.6g}", static_cast<double>(tick) / static_cast<double>(unit_ns));
}

}  // namespace repetend::cli
