#include "gui/chart/paint/strip.hpp"

#include <algorithm>
#include <cmath>

#include "gui/chart/geometry/row_pixels.hpp"

namespace repetend::gui {
namespace {

void paint_row(QPainter& painter, const ChartedPlan& plan, DeviceId d, const ChartStyle& style, Time end,
               const QRectF& place) {
  const double ratio = painter.device()->devicePixelRatioF();
  const QSize size = (place.size() * ratio).toSize().expandedTo({1, 1});
  RowPixels pixels;
  const TimeScale scale = TimeScale::fitted(0, std::max<Time>(end, 1), size.width());
  render_row(plan, d, style, scale, static_cast<std::size_t>(size.width()), pixels);
  QImage image(size, QImage::Format_RGB32);
  compose_row(pixels, palette(style.dark), {}, {0, 0, size.height(), 0, 8}, image);
  painter.drawImage(place, image);
}

}  // namespace

void paint_strip(QPainter& painter, const ChartedPlan& plan, const ChartStyle& style, Time end,
                 const QRectF& place) {
  const auto rows = static_cast<double>(plan.devices.size());
  const auto edge = [&](std::size_t row) {
    return place.top() + std::floor(static_cast<double>(row) * place.height() / rows);
  };
  for (std::size_t d = 0; d < plan.devices.size(); ++d)
    if (const double top = edge(d), bottom = edge(d + 1); bottom > top)
      paint_row(painter, plan, DeviceId{d}, style, end, {place.left(), top, place.width(), bottom - top});
}

}  // namespace repetend::gui
