#include "gui/export/picture.hpp"

#include <QMenuBar>
#include <QtSvg/QSvgRenderer>

#include "gui/export/clipped.hpp"
#include "gui/panels/metrics_table.hpp"
#include "tests/gui/open_window.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace repetend::test {

namespace {

using Paint = std::function<void(QPainter&)>;

constexpr QSize size(120, 80);

QImage paper() {
  QImage image(size, QImage::Format_RGB32);
  image.fill(Qt::white);
  return image;
}

QImage directly(const Paint& paint) {
  QImage image = paper();
  QPainter painter(&image);
  paint(painter);
  return image;
}

// Through clipped paper, onto a painter that could clip, too, but is never told to.
QImage clipped(const Paint& paint) {
  QImage image = paper();
  QPainter unclipped(&image);
  gui::ClippedPaper clipping(unclipped);
  QPainter painter(&clipping);
  paint(painter);
  painter.end();
  unclipped.end();
  return image;
}

// Edges may be blended by another rounding.
std::size_t different(const QImage& a, const QImage& b) {
  std::size_t count = 0;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x)
      if (std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > 24) ++count;
  return count;
}

// Letters may fall on other pixels; from here, both are the same.
QImage from_afar(const QImage& image) {
  return image.scaled(image.size() / 10, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

std::size_t dark_pixels(const QImage& image, const QRect& place) {
  std::size_t count = 0;
  for (int y = place.top(); y <= place.bottom(); ++y)
    for (int x = place.left(); x <= place.right(); ++x)
      if (qGray(image.pixel(x, y)) < 110) ++count;
  return count;
}

}  // namespace

TEST_CASE("what is painted on clipped paper is cut where the painter's clip cuts it") {
  application();
  const auto shape = GENERATE(0, 1, 2, 3, 4, 5, 6);
  const auto clip = GENERATE(QRect(0, 0, 120, 80), QRect(20, 10, 60, 30), QRect(100, 60, 10, 10));
  const Paint paint = [&](QPainter& p) {
    p.translate(5, 5);
    p.setClipRect(clip);
    p.setPen(QPen(Qt::black, 3));
    p.setBrush(Qt::blue);
    if (shape == 0) p.drawRect(10, 5, 70, 50);
    if (shape == 1) p.fillRect(QRectF(10, 5, 70, 50), Qt::darkGreen);
    if (shape == 2) p.drawLine(0, 0, 100, 70);
    if (shape == 3) p.drawPolygon(QPolygonF({{10, 60}, {60, 5}, {110, 60}}));
    if (shape == 4) p.drawText(QPointF(10, 40), QStringLiteral("micro-batch 5"));
    if (shape == 5)
      p.drawPixmap(QRect(10, 5, 70, 50),
                   QPixmap::fromImage(directly([](QPainter& q) { q.fillRect(0, 0, 60, 80, Qt::red); })));
    if (shape == 6) p.drawPolyline(QPolygonF({{10, 60}, {60, 5}, {110, 60}}));
  };
  CAPTURE(shape, clip.width());
  const QImage expected = directly(paint), got = clipped(paint);
  if (shape == 4)
    CHECK(different(from_afar(expected), from_afar(got)) == 0);
  else
    CHECK(different(expected, got) <= 12);
  const Paint clip_taken_back = [&](QPainter& p) {
    p.save();
    paint(p);
    p.restore();
    p.fillRect(QRect(0, 70, 120, 10), Qt::black);
  };
  CHECK(dark_pixels(clipped(clip_taken_back), {0, 70, 120, 10}) == 1'200);
}

TEST_CASE("a table's whole size leaves nothing to scroll to") {
  OpenWindow open;
  gui::MetricsTable& table = open.window.table();
  table.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table.setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  table.setFixedSize(table.whole());
  QTest::qWait(50);
  const QModelIndex last = table.model()->index(table.model()->rowCount() - 1, gui::MetricsModel::status);
  CHECK(table.viewport()->rect().contains(table.visualRect(last)));
  CHECK(table.fontMetrics().horizontalAdvance(table.model()->index(0, last.column()).data().toString()) <
        table.columnWidth(last.column()));
}

TEST_CASE("a window exported as SVG shows what the window shows, the words of its menu too") {
  OpenWindow open;
  const TemporaryFolder folder;
  const QString file = QString::fromStdString(folder.file("window.svg"));
  gui::write_picture(file, open.window);
  QImage drawn(open.window.size(), QImage::Format_RGB32);
  {
    QPainter painter(&drawn);
    QSvgRenderer(file).render(&painter);
  }
  const QImage grabbed = open.window.grab().toImage().convertToFormat(QImage::Format_RGB32);
  const QRect menu = open.window.menuBar()->geometry();
  CHECK(dark_pixels(drawn, menu) > dark_pixels(grabbed, menu) / 2);
  CHECK(dark_pixels(grabbed, menu) > 50);
  const QImage a = from_afar(drawn), b = from_afar(grabbed);
  CHECK(different(a, b) < static_cast<std::size_t>(a.width()) * static_cast<std::size_t>(a.height()) / 100);
}

}  // namespace repetend::test
