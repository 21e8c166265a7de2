#include "gui/chart/paint/painter.hpp"

#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

void paint_row(const Canvas& c, const LayoutRow& row) {
  switch (row.kind) {
    case RowKind::heading:
      return;  // later, above the rows
    case RowKind::device:
      paint_device_row(c, row);
      c.painter.save();
      c.painter.setClipRect(c.charts(), Qt::IntersectClip);
      paint_labels(c, row);
      c.painter.restore();
      return paint_difference(c, row);
    case RowKind::link:
    case RowKind::memory:
      break;
  }
  c.painter.save();
  c.painter.setClipRect(QRectF(c.area.left(), c.top(), c.layout.gutter + c.width(), c.bottom() - c.top()),
                        Qt::IntersectClip);
  row.kind == RowKind::link ? paint_link_row(c, row) : paint_memory_row(c, row);
  c.painter.restore();
}

}  // namespace

void paint_charts(QPainter& painter, const QRectF& area, const Scene& scene, const Layout& layout,
                  double scroll, const Marks& marks) {
  const Canvas c{painter, area, scene, layout, marks, scroll, palette(scene.style.dark)};
  painter.save();
  painter.setClipRect(area, Qt::IntersectClip);
  painter.fillRect(area, c.colours.paper);
  paint_axis(c);
  paint_difference_axis(c);
  painter.save();
  painter.setClipRect(QRectF(area.left(), c.top(), area.width(), c.bottom() - c.top()), Qt::IntersectClip);
  for (const LayoutRow& row : layout.rows)
    if (c.in_sight(row)) paint_row(c, row);
  if (scene.style.critical_path) paint_critical_path(c);
  paint_marks(c);
  for (std::size_t p = 0; p < scene.plans.size(); ++p) paint_heading(c, p);
  painter.restore();
  paint_playhead(c);
  paint_legend(c);
  painter.restore();
}

void paint_charts(QPainter& painter, const QRectF& area, const Charts& plans, const ChartStyle& style,
                  const TimeScale& scale, const QFont& font) {
  const Scene scene{plans, {}, style, scale, font};
  paint_charts(painter, area, scene, lay_out(scene, area.height(), area.width()));
}

void paint_charts(QPainter& painter, const QRectF& area, const Charts& plans, const ChartStyle& style,
                  const QFont& font) {
  Scene scene{plans, {}, style, {}, font};
  const Layout layout = lay_out(scene, area.height(), area.width());
  scene.scale = TimeScale::fitted(0, scene.end(), layout.left_over(area.width()), 0.01);
  paint_charts(painter, area, scene, layout);
}

double natural_height(const Charts& plans, const ChartStyle& style, const QFont& font, double width) {
  constexpr double row = 2.5;  // lines of text
  Layout layout = lay_out({plans, {}, style, {}, font}, 1e6, width);
  for (const LayoutRow& each : layout.rows)
    if (each.kind == RowKind::device) layout.height -= each.height - row * QFontMetricsF(font).height();
  return layout.axis + layout.height + layout.legend;
}

}  // namespace repetend::gui
