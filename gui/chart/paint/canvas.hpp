// Every part of the painting shares a canvas: where it paints, what, and how times and rows become points.
#pragma once

#include <QPainter>
#include <cmath>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/geometry/layout.hpp"

namespace repetend::gui {

struct Canvas {
  QPainter& painter;
  QRectF area;  // all of it: axis, gutter, charts, difference, legend
  const Scene& scene;
  const Layout& layout;
  const Marks& marks;
  double scroll = 0;  // of the charts, downwards
  const Palette& colours;

  double left() const { return area.left() + layout.gutter; }
  double width() const { return layout.left_over(area.width()); }
  double top() const { return area.top() + layout.axis; }
  double bottom() const { return area.bottom() - layout.legend; }
  QRectF charts() const { return {left(), top(), width(), std::max(0.0, bottom() - top())}; }

  double x(Time t) const { return left() + scene.scale.to_pixel(t); }
  double y(double in_layout) const { return top() + in_layout - scroll; }
  QRectF rect(const LayoutRow& row) const { return {left(), y(row.top), width(), row.height}; }
  bool in_sight(const LayoutRow& row) const { return y(row.bottom()) > top() && y(row.top) < bottom(); }
  // The rectangle from start to end is cut where it is far out of sight, so that no coordinate overflows.
  QRectF rect(const LayoutRow& row, Time start, Time end) const {
    const double from = std::max(x(start), left() - 8), to = std::min(x(end), left() + width() + 8);
    return {from, y(row.top), to - from, row.height};
  }

  // Of a row that runs it: all of its height, or the half that a side of a fused pair has.
  QRectF rect(const LayoutRow& row, const Instance& i) const {
    const QRectF all = rect(row, plan(row).start(i), plan(row).end(i));
    const app::Half half = plan(row).half(i);
    const double height = all.height() / static_cast<double>(half.count);
    return {all.left(), all.top() + static_cast<double>(half.index) * height, all.width(), height};
  }

  const ChartedPlan& plan(const LayoutRow& row) const { return *scene.plans[row.plan]; }
  double ratio() const { return std::abs(painter.deviceTransform().m11()); }  // device pixels per pixel
};

std::vector<int> grid_columns(const Canvas&);  // device pixels from the charts' left edge

// The row's instances in sight: of its machine's order those in [first, last).
struct Positions {
  std::size_t first = 0, last = 0;
};
Positions instances_in_sight(const Canvas&, const LayoutRow&);

template <class Paint>
void paint_within(const Canvas& c, const QRectF& place, Paint paint) {
  c.painter.save();
  c.painter.setClipRect(place, Qt::IntersectClip);
  paint();
  c.painter.restore();
}

// Text on one line, cut short where the place is too narrow. Answers how wide it is.
double paint_text(const Canvas&, const QRectF& place, int flags, const QFont&, const QColor&,
                  const QString& words, Qt::TextElideMode = Qt::ElideRight);
// The name stands in the gutter, smaller where the row is low; `scale` of the font at most.
void paint_row_name(const Canvas&, const LayoutRow&, const QString& name, double scale);
// At the left end of the place, as high as that: what is right of it can be folded away, or is.
void paint_triangle(const Canvas&, const QRectF& place, bool folded);
// Lines to the upper right, cut to the place: not every kind of file knows hatched brushes.
void paint_hatch(const Canvas&, const QRectF& place, const QColor&, double apart);

// The parts are painted from the bottom up.
void paint_axis(const Canvas&);
void paint_machine_row(const Canvas&, const LayoutRow&);
void paint_labels(const Canvas&, const LayoutRow&);
void paint_link_row(const Canvas&, const LayoutRow&);
void paint_memory_row(const Canvas&, const LayoutRow&);
void paint_critical_path(const Canvas&);
void paint_marks(const Canvas&);
void paint_playhead(const Canvas&);
void paint_difference(const Canvas&, const LayoutRow&);
void paint_difference_axis(const Canvas&);
void paint_summary(const Canvas&, std::size_t plan, const QRectF& line);  // of the plan's difference
void paint_heading(const Canvas&, std::size_t plan);
void paint_legend(const Canvas&);

}  // namespace repetend::gui
