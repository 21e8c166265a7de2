// These functions paint charts on anything that QPainter can paint on: the widget, thumbnails, exports.
#pragma once

#include <QPainter>

#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

// `layout` must be lay_out(scene, area's height and width); `scroll`: pixels of the charts above the area.
void paint_charts(QPainter&, const QRectF& area, const Scene&, const Layout& layout, double scroll = 0,
                  const Marks& = {});

// All of the plans from 0 to the last one's end, without an interactive part: for thumbnails and exports.
void paint_charts(QPainter&, const QRectF& area, const Charts&, const ChartStyle&, const QFont&);
void paint_charts(QPainter&, const QRectF& area, const Charts&, const ChartStyle&, const TimeScale&,
                  const QFont&);

// The height that shows every row of charts of this width at a comfortable size.
double natural_height(const Charts&, const ChartStyle&, const QFont&, double width);

// A whole plan in little room, from 0 to `end` at the left and right edge of the place: every device's row is
// squeezed to what height there is, and nothing is written.
void paint_strip(QPainter&, const ChartedPlan&, const ChartStyle&, Time end, const QRectF& place);

}  // namespace repetend::gui
