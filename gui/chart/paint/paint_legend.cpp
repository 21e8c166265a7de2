#include "gui/chart/geometry/legend.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

// The swatch looks as bubbles do: hatched over a tint.
void paint_bubble(const Canvas& c, const QRectF& square, const QColor& colour) {
  c.painter.fillRect(square, faint(colour, 2 * c.colours.tint));
  c.painter.save();
  c.painter.setRenderHint(QPainter::Antialiasing);
  paint_hatch(c, square, colour, square.width() / 2.5);
  c.painter.restore();
}

void paint_boxes(const Canvas& c, const QRectF& place, const std::vector<QRgb>& colours) {
  const double each = place.width() / static_cast<double>(colours.size());
  for (std::size_t k = 0; k < colours.size(); ++k)
    c.painter.fillRect(
        QRectF(place.left() + static_cast<double>(k) * each, place.top(), each, place.height()),
        QColor(colours[k]));
}

void paint_swatch(const Canvas& c, const LegendItem& item, const QRectF& place) {
  if (item.swatch == LegendItem::Swatch::bubble) return paint_bubble(c, place, QColor(item.colours.front()));
  if (item.swatch != LegendItem::Swatch::line) return paint_boxes(c, place, item.colours);
  const double y = std::round(place.center().y()) + 0.5;
  c.painter.setPen(item.pen);
  c.painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y));
}

}  // namespace

void paint_legend(const Canvas& c) {
  const QRectF place(c.area.left(), c.bottom(), c.area.width(), c.layout.legend);
  c.painter.fillRect(place, c.colours.paper);
  const Legend all = legend(c.scene, c.area.size());
  c.painter.setFont(all.font);
  const double box = std::round(QFontMetricsF(all.font).ascent());
  for (const LegendItem& item : all.items) {
    const QRectF line(place.left() + item.x, place.top() + 2 + item.line * all.line_height, item.width,
                      all.line_height);
    const QRectF square(line.left(), std::round(line.center().y() - box / 2), item.swatch_width, box);
    paint_swatch(c, item, square);
    c.painter.setPen(c.colours.quiet);
    c.painter.drawText(line.adjusted(item.swatch_width > 0 ? item.swatch_width + 5 : 0, 0, 2, 0),
                       Qt::AlignVCenter, item.words);
  }
}

}  // namespace repetend::gui
