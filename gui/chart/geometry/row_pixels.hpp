// One machine's row is drawn as a line of pixels: every instance of that stretch of time merged into the
// columns it covers. The row's picture is this line again and again, but for its hatches; where pairs run
// fused, each half of the row has a line of its own.
#pragma once

#include <QImage>
#include <vector>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/charted_plan.hpp"
#include "gui/chart/geometry/time_scale.hpp"

namespace repetend::gui {

struct RowPixels {
  std::vector<app::Tint> work;     // by column
  std::vector<app::Tint> idle;     // the colours of causes, where there are any
  std::vector<app::Tint> exposed;  // only their cover counts; empty: nothing of the machine ever is
};

struct RowPart {
  MachineId machine;
  std::size_t half = 0;  // of MachineRow::work
};
// `scale` in device pixels. Exact where few instances share a column; from the pyramid, which must equal it,
// where many do and nobody asks for it exactly.
void render_row(const ChartedPlan&, RowPart, const ChartStyle&, const TimeScale& scale, std::size_t columns,
                RowPixels& result, bool exactly = false);

// Fills the image's rows [top, top + height) from column `left` on. `grid` are the columns with a grid line,
// ascending, `phase` the column at which a hatch line meets the row's top.
struct RowPlace {
  int left = 0, top = 0, height = 0;
  int phase = 0, hatch = 8;  // device pixels from one hatch line to the next
};
void compose_row(const RowPixels&, const Palette&, const std::vector<int>& grid, const RowPlace&, QImage&);

// Both for all of a machine's row, half by half.
void draw_row(const ChartedPlan&, MachineId, const ChartStyle&, const TimeScale& scale,
              const std::vector<int>& grid, int phase, int hatch, QImage&);

}  // namespace repetend::gui
