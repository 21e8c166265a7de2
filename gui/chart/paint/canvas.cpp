#include "gui/chart/paint/canvas.hpp"

#include <algorithm>

namespace repetend::gui {

void paint_row_name(const Canvas& c, const LayoutRow& row, const QString& name, double scale) {
  const double line = QFontMetricsF(c.scene.font).height();
  const QFont font = scaled(c.scene.font, std::min(scale, (row.height + 3) / line));
  const QRectF place(c.area.left() + 2, c.y(row.top), c.layout.gutter - 10, row.height);
  c.painter.setFont(font);
  c.painter.setPen(c.colours.quiet);
  c.painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip,
                     QFontMetricsF(font).elidedText(name, Qt::ElideMiddle, place.width()));
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

}  // namespace repetend::gui
