// A saving is what a plan needs less than another one, per device and cause.
#pragma once

#include <array>
#include <vector>

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

// A saving is the time of the reference minus that of the plan: positive is saved. A device's work and idle
// causes add up to the difference of the makespans.
struct Saving {
  Time work = 0;
  std::array<Time, idle_causes> idle{};

  Time gained() const;  // the sum of what is positive
  Time lost() const;    // the sum of what is negative, as a positive number
};

// Savings are by device, as many as both have.
std::vector<Saving> savings(const ChartedPlan&, const ChartedPlan& reference);

}  // namespace repetend::gui
