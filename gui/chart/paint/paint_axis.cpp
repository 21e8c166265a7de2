#include "gui/chart/geometry/ticks.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

Ticks ticks_of(const Canvas& c) {
  const QFontMetricsF metrics(c.scene.font);
  return ticks(c.scene.scale, c.width(), 5.5 * metrics.height());
}

}  // namespace

std::vector<int> grid_columns(const Canvas& c) {
  std::vector<int> columns;
  for (const Time t : ticks_of(c).at)
    columns.push_back(static_cast<int>(c.scene.scale.to_pixel(t) * c.ratio()));
  return columns;
}

void paint_axis(const Canvas& c) {
  const QRectF axis(c.area.left(), c.area.top(), c.area.width(), c.layout.axis);
  const Ticks all = ticks_of(c);
  const QFontMetricsF metrics(c.scene.font);
  const double baseline = axis.center().y() + metrics.ascent() / 2 - 1;
  c.painter.setFont(c.scene.font);
  for (const Time t : all.at) {
    const double x = std::floor(c.x(t) * c.ratio()) / c.ratio();
    c.painter.setPen(c.colours.grid);
    c.painter.drawLine(QPointF(x, axis.bottom() - 4), QPointF(x, c.bottom()));
    const QString label = all.label(t) + (t == all.at.back() ? ' ' + all.unit : QString());
    const double width = metrics.horizontalAdvance(label);
    const double at = std::clamp(x - metrics.horizontalAdvance(all.label(t)) / 2, axis.left() + 2,
                                 axis.right() - width - 2);
    c.painter.setPen(c.colours.quiet);
    c.painter.drawText(QPointF(at, baseline), label);
  }
}

}  // namespace repetend::gui
