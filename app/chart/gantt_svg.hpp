// A Gantt chart of one or several timed plans as SVG: stacked, with one linked time axis, a row a device.
// A plain writer without any toolkit; instances narrower than a pixel are merged, so the size of the picture
// does not grow with the plan.
#pragma once

#include <string>
#include <vector>

#include "app/chart/chart_rows.hpp"
#include "sim/engine/idle.hpp"

namespace repetend::app {

struct GanttChart {
  const Plan* plan = nullptr;  // timed
  std::string title;           // "search"
  std::string details;         // "makespan 41.2 ms, bubble 3.1 %, proved"
  // By machine, from the plan's start on: marks what is exposed; empty: nothing is marked.
  std::vector<LaneTime> lanes = {};
};

struct SvgGanttStyle {
  int width = 1400;  // pixels
  FurtherLanes lanes = FurtherLanes::shown;
};

// Instances are coloured by micro-batch: a hue each, forward light and backward dark; blocks on several
// devices are grey.
std::string gantt_svg(const std::string& heading, const std::vector<GanttChart>&, const SvgGanttStyle& = {});

}  // namespace repetend::app
