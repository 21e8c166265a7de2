#include "gui/play/play_icons.hpp"

#include <QPainter>
#include <QPainterPath>

namespace repetend::gui {

namespace {

// In a square of 16.
constexpr double side = 16, top = 3, bottom = 13;

QPainterPath bar(double x, double width) {
  QPainterPath path;
  path.addRect(x, top, width, bottom - top);
  return path;
}

QPainterPath triangle(double blunt, double tip) {
  QPainterPath path;
  path.addPolygon(QPolygonF({{blunt, top}, {tip, side / 2}, {blunt, bottom}, {blunt, top}}));
  return path;
}

QPainterPath shape(PlaySign sign) {
  switch (sign) {
    case PlaySign::play:
      return triangle(4, 13);
    case PlaySign::pause:
      return bar(4, 3) + bar(9, 3);
    case PlaySign::forward:
      return bar(3, 2) + triangle(7, 14);
    case PlaySign::back:
      return bar(11, 2) + triangle(9, 2);
    case PlaySign::start:
      return bar(1, 2) + triangle(9, 3) + triangle(15, 9);
    case PlaySign::end:
      return bar(13, 2) + triangle(7, 13) + triangle(1, 7);
    case PlaySign::stop:
      break;
  }
  QPainterPath square;
  square.addRect(4, 4, 8, 8);
  return square;
}

}  // namespace

QIcon play_icon(PlaySign sign, const QColor& colour) {
  QIcon icon;
  for (const int scale : {1, 2, 4}) {  // for any density of pixels
    QPixmap picture(static_cast<int>(side) * scale, static_cast<int>(side) * scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(scale, scale);
    painter.fillPath(shape(sign), colour);
    painter.end();
    icon.addPixmap(picture);
  }
  return icon;
}

}  // namespace repetend::gui
