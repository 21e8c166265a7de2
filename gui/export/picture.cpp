#include "gui/export/picture.hpp"

#include <QFileInfo>
#include <QImage>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

#include "gui/export/clipped.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

using Paint = std::function<void(QPainter&)>;

constexpr int dots_per_inch = 96;  // what a pixel of a window is taken for

[[noreturn]] void fail(const QString& file, const QString& why) {
  throw RequestError(QString("%1: %2").arg(file, why).toStdString());
}

void write_png(QIODevice& out, QSize size, const Paint& paint) {
  constexpr int sharpness = 2;  // readable on dense screens and in print
  QImage image(size * sharpness, QImage::Format_ARGB32_Premultiplied);
  image.setDevicePixelRatio(sharpness);
  image.fill(Qt::white);
  {
    QPainter painter(&image);
    paint(painter);
  }
  image.save(&out, "PNG");
}

void paint_clipped(QPaintDevice& device, const Paint& paint) {
  QPainter unclipped(&device);
  ClippedPaper paper(unclipped);
  QPainter painter(&paper);
  paint(painter);
}

void write_svg(QIODevice& out, QSize size, const Paint& paint) {
  QSvgGenerator generator;
  generator.setOutputDevice(&out);
  generator.setResolution(dots_per_inch);
  generator.setSize(size);
  generator.setViewBox(QRect(QPoint(), size));
  generator.setTitle("Repetend");
  paint_clipped(generator, paint);
}

void write_pdf(QIODevice& out, QSize size, const Paint& paint) {
  QPdfWriter writer(&out);
  writer.setCreator("Repetend");
  writer.setResolution(dots_per_inch);
  constexpr double points_per_inch = 72;
  writer.setPageMargins(QMarginsF());
  writer.setPageSize(
      QPageSize(QSizeF(size) * points_per_inch / dots_per_inch, QPageSize::Point, {}, QPageSize::ExactMatch));
  paint_clipped(writer, paint);
}

}  // namespace

void write_picture(const QString& file, QSize size, const Paint& paint) {
  const QString ending = QFileInfo(file).suffix().toLower();
  const auto write = ending == "png"   ? write_png
                     : ending == "svg" ? write_svg
                     : ending == "pdf" ? write_pdf
                                       : nullptr;
  if (!write) fail(file, "expected a name that ends with .png, .svg or .pdf");
  QSaveFile out(file);
  if (!out.open(QIODevice::WriteOnly)) fail(file, out.errorString());
  write(out, size, paint);
  if (!out.commit()) fail(file, out.errorString());
}

void write_picture(const QString& file, QWidget& widget) {
  write_picture(file, widget.size(), [&](QPainter& painter) { widget.render(&painter); });
}

}  // namespace repetend::gui
