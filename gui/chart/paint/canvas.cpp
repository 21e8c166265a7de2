#include "gui/chart/paint/canvas.hpp"

#include <algorithm>

#include "app/chart/time_axis.hpp"
#include "gui/chart/data/words.hpp"

namespace repetend::gui {

namespace {

app::TimeAxis axis_of(const Canvas& c) {
  const TimeScale& scale = c.scene.scale;
  const double apart = 5.5 * QFontMetricsF(c.scene.font).height();
  return app::time_axis(scale.from, scale.to_time(c.width()), apart * scale.ns_per_pixel);
}

}  // namespace

Positions instances_in_sight(const Canvas& c, const LayoutRow& row) {
  const ChartedPlan& plan = c.plan(row);
  const MachineId m = row.machine();
  return {plan.first_after(m, c.scene.scale.from),
          std::min(plan.ran(m), plan.first_after(m, c.scene.scale.to_time(c.width())) + 1)};
}

double paint_text(const Canvas& c, const QRectF& place, int flags, const QFont& font, const QColor& colour,
                  const QString& words, Qt::TextElideMode elide) {
  const QFontMetricsF metrics(font);
  const QString shown = metrics.elidedText(words, elide, place.width());
  c.painter.setFont(font);
  c.painter.setPen(colour);
  c.painter.drawText(place, flags, shown);
  return metrics.horizontalAdvance(shown);
}

void paint_row_name(const Canvas& c, const LayoutRow& row, const QString& name, double scale) {
  const double line = QFontMetricsF(c.scene.font).height();
  const QRectF place(c.area.left() + 2, c.y(row.top), c.layout.gutter - 10, row.height);
  paint_text(c, place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip,
             scaled(c.scene.font, std::min(scale, (row.height + 3) / line)), c.colours.quiet, name,
             Qt::ElideMiddle);
}

void paint_triangle(const Canvas& c, const QRectF& place, bool folded) {
  const double size = place.height() * 0.17;
  const QPointF at(place.left() + 3 * size, place.center().y());
  const QPolygonF down(
      {at + QPointF(-size, -size / 2), at + QPointF(size, -size / 2), at + QPointF(0, size)});
  const QPolygonF right(
      {at + QPointF(-size / 2, -size), at + QPointF(-size / 2, size), at + QPointF(size, 0)});
  c.painter.setPen(Qt::NoPen);
  c.painter.setBrush(c.colours.quiet);
  c.painter.drawPolygon(folded ? right : down);
}

void paint_hatch(const Canvas& c, const QRectF& place, const QColor& colour, double apart) {
  c.painter.setPen(QPen(colour, 1));
  // On such a line x + y is the same everywhere.
  const double first = std::ceil((place.left() + place.top()) / apart) * apart;
  for (double sum = first; sum < place.right() + place.bottom(); sum += apart) {
    const double left = std::max(place.left(), sum - place.bottom());
    const double right = std::min(place.right(), sum - place.top());
    c.painter.drawLine(QPointF(left, sum - left), QPointF(right, sum - right));
  }
}

std::vector<int> grid_columns(const Canvas& c) {
  std::vector<int> columns;
  for (const Time t : axis_of(c).ticks)
    columns.push_back(static_cast<int>(c.scene.scale.to_pixel(t) * c.ratio()));
  return columns;
}

void paint_axis(const Canvas& c) {
  const QRectF axis(c.area.left(), c.area.top(), c.area.width(), c.layout.axis);
  const app::TimeAxis all = axis_of(c);
  const QFontMetricsF metrics(c.scene.font);
  const double baseline = axis.center().y() + metrics.ascent() / 2 - 1;
  c.painter.setFont(c.scene.font);
  for (const Time t : all.ticks) {
    const double x = std::floor(c.x(t) * c.ratio()) / c.ratio();
    c.painter.setPen(c.colours.grid);
    c.painter.drawLine(QPointF(x, axis.bottom() - 4), QPointF(x, c.bottom()));
    const QString number = text(all.label(t));
    const QString label = t == all.ticks.back() ? number + ' ' + text(all.unit) : number;
    const double width = metrics.horizontalAdvance(label);
    const double at =
        std::clamp(x - metrics.horizontalAdvance(number) / 2, axis.left() + 2, axis.right() - width - 2);
    c.painter.setPen(c.colours.quiet);
    c.painter.drawText(QPointF(at, baseline), label);
  }
}

}  // namespace repetend::gui
