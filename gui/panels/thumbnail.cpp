#include "gui/panels/thumbnail.hpp"

#include "gui/chart/paint/strip.hpp"

namespace repetend::gui {

QImage thumbnail(const ChartedPlan* plan, QSize size, qreal ratio, bool dark) {
  QImage image(size * ratio, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(ratio);
  image.fill(Qt::transparent);
  if (!plan) return image;
  constexpr double edge = 4;
  ChartStyle style;
  style.dark = dark;
  QPainter painter(&image);
  paint_strip(painter, *plan, style, plan->makespan(),
              QRectF(QPointF(), size).adjusted(edge, edge, -edge, -edge));
  return image;
}

}  // namespace repetend::gui
