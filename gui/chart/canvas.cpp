#include "gui/chart/canvas.hpp"

namespace repetend::gui {

QFont scaled(QFont font, double factor) {
  font.setPointSizeF(font.pointSizeF() * factor);
  return font;
}

void paint_row_name(const Canvas& c, const LayoutRow& row, const QString& name, double scale) {
  const double line = QFontMetricsF(c.scene.font).height();
  const QFont font = scaled(c.scene.font, std::min(scale, (row.height + 3) / line));
  const QRectF place(c.area.left() + 2, c.y(row.top), c.layout.gutter - 10, row.height);
  c.painter.setFont(font);
  c.painter.setPen(c.colours.quiet);
  c.painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip,
                     QFontMetricsF(font).elidedText(name, Qt::ElideMiddle, place.width()));
}

}  // namespace repetend::gui
