#include "gui/chart/paint/painter.hpp"

#include "gui/chart/geometry/row_pixels.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

void paint_row(const Canvas& c, const LayoutRow& row) {
  if (row.kind == RowKind::heading) return;  // later, above the rows
  if (row.runs()) {
    paint_machine_row(c, row);
    paint_within(c, c.charts(), [&] { paint_labels(c, row); });
    return row.kind == RowKind::device ? paint_difference(c, row) : void();
  }
  paint_within(c, {c.area.left(), c.top(), c.layout.gutter + c.width(), c.bottom() - c.top()},
               [&] { row.kind == RowKind::link ? paint_link_row(c, row) : paint_memory_row(c, row); });
}

void paint_row(QPainter& painter, const ChartedPlan& plan, DeviceId d, const ChartStyle& style, Time end,
               const QRectF& place) {
  const double ratio = painter.device()->devicePixelRatioF();
  const QSize size = (place.size() * ratio).toSize().expandedTo({1, 1});
  const TimeScale scale = TimeScale::fitted(0, std::max<Time>(end, 1), size.width());
  QImage image(size, QImage::Format_RGB32);
  draw_row(plan, computing(d), style, scale, {}, 0, 8, image);
  painter.drawImage(place, image);
}

}  // namespace

void paint_charts(QPainter& painter, const QRectF& area, const Scene& scene, const Layout& layout,
                  double scroll, const Marks& marks) {
  const Canvas c{painter, area, scene, layout, marks, scroll, palette(scene.style.dark)};
  paint_within(c, area, [&] {
    painter.fillRect(area, c.colours.paper);
    paint_axis(c);
    paint_difference_axis(c);
    paint_within(c, {area.left(), c.top(), area.width(), c.bottom() - c.top()}, [&] {
      for (const LayoutRow& row : layout.rows)
        if (c.in_sight(row)) paint_row(c, row);
      if (scene.style.critical_path) paint_critical_path(c);
      paint_marks(c);
      for (std::size_t p = 0; p < scene.plans.size(); ++p) paint_heading(c, p);
    });
    paint_playhead(c);
    paint_legend(c);
  });
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
  constexpr double row = 2.5, lane = 1.8;  // lines of text
  Layout layout = lay_out({plans, {}, style, {}, font}, 1e6, width);
  for (const LayoutRow& each : layout.rows)
    if (each.runs())
      layout.height -=
          each.height - (each.kind == RowKind::device ? row : lane) * QFontMetricsF(font).height();
  return layout.axis + layout.height + layout.legend;
}

void paint_strip(QPainter& painter, const ChartedPlan& plan, const ChartStyle& style, Time end,
                 const QRectF& place) {
  const auto rows = static_cast<double>(plan.device_count());
  const auto edge = [&](std::size_t row) {
    return place.top() + std::floor(static_cast<double>(row) * place.height() / rows);
  };
  for (std::size_t d = 0; d < plan.device_count(); ++d)
    if (const double top = edge(d), bottom = edge(d + 1); bottom > top)
      paint_row(painter, plan, DeviceId{d}, style, end, {place.left(), top, place.width(), bottom - top});
}

}  // namespace repetend::gui
