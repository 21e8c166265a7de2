// A plan as a Gantt chart of plain characters: a row a device, one column a slice of time.
#pragma once

#include <string>

#include "app/chart/chart_rows.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::app {

struct TextGanttStyle {
  int columns = 100;  // of the terminal
  bool colour = false;
  FurtherLanes lanes = FurtherLanes::shown;
};

// Each instance is its micro-batch's number followed by the sign of its kind, as far as its width allows:
// "3--" forward, "3===" backward or input gradient, "3~~" weight gradient, "3##" on several devices, "3++"
// others, "." idle. Where several instances share a column, the one that fills most of it shows. A plan whose
// instances are narrower than a column on average is drawn as a density: tenths of each column busy.
std::string gantt_text(const Plan&, const TextGanttStyle&);  // of a timed plan

}  // namespace repetend::app
