// Dependencies are what an instance waited for and what waits for it.
#pragma once

#include <vector>

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

struct Dependency {
  Instance from, to;
  bool binding = false;  // it is what decided when `to` started: its data arrived just then
};

// They follow the problem's edges, those that end at the instance first; only between instances that ran.
std::vector<Dependency> dependencies(const ChartedPlan&, Instance);

}  // namespace repetend::gui
