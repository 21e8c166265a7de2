// Dependencies are what an instance waited for and what waits for it.
#pragma once

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

struct Dependency {
  Instance from, to;
  bool binding = false;   // it is what decided when `to` started: its data arrived just then
  bool wait = false;      // of the plan's waits, not of the problem's edges
  bool on_start = false;  // a wait for `from` to have started only
};

// They follow the problem's edges and the plan's waits, first those that end at the instance; only between
// instances that ran. Of all the instances that an edge leads from to one of the iteration it is
// the one that ends last, and of those it leads to from one the one that starts first.
std::vector<Dependency> dependencies(const ChartedPlan&, Instance);

}  // namespace repetend::gui
