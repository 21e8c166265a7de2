// A strip is a whole plan in little room: every device's row is squeezed to what height there is, and nothing
// is written.
#pragma once

#include <QPainter>

#include "gui/chart/data/charted_plan.hpp"

namespace repetend::gui {

// From 0 to `end` at the left and right edge of `place`.
void paint_strip(QPainter&, const ChartedPlan&, const ChartStyle&, Time end, const QRectF& place);

}  // namespace repetend::gui
