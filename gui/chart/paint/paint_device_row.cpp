#include <QPaintEngine>
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/chart/geometry/row_pixels.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

int hatch_phase(const TimeScale& scale, int hatch) {
  const double phase = std::fmod(scale.to_pixel(0), hatch);
  return static_cast<int>(phase < 0 ? phase + hatch : phase);
}

void paint_pixels(const Canvas& c, const LayoutRow& row) {
  // Kept between rows and frames: painting happens on one thread at a time.
  static thread_local RowPixels pixels;
  static thread_local QImage image;
  const double ratio = c.ratio();
  const auto columns = static_cast<std::size_t>(std::max(1L, std::lround(c.width() * ratio)));
  const int height = static_cast<int>(std::max(1L, std::lround(row.height * ratio)));
  const TimeScale scale{c.scene.scale.from, c.scene.scale.ns_per_pixel / ratio};
  render_row(c.plan(row), DeviceId{row.index}, c.scene.style, scale, columns, pixels);
  const QSize size(static_cast<int>(columns), height);
  if (image.size() != size) image = QImage(size, QImage::Format_RGB32);
  const int hatch = std::max(4, static_cast<int>(std::lround(7 * ratio)));
  compose_row(pixels, c.colours, grid_columns(c), {0, 0, height, hatch_phase(scale, hatch), hatch}, image);
  image.setDevicePixelRatio(ratio);
  c.painter.drawImage(QPointF(c.left(), std::round(c.y(row.top) * ratio) / ratio), image);
}

void draw_idle(const Canvas& c, const LayoutRow& row) {
  const auto end = c.plan(row).idle[row.index].end();
  const Time until = c.scene.scale.to_time(c.width());
  auto idle = c.plan(row).idle_after(DeviceId{row.index}, c.scene.scale.from);
  for (; idle != end && idle->begin < until; ++idle) {
    const QRectF place = c.rect(row, idle->begin, idle->end).intersected(c.charts());
    const QColor& colour = c.colours.of(idle->cause);
    c.painter.fillRect(place, faint(colour, c.colours.tint));
    if (place.width() >= 2) paint_hatch(c, place, faint(colour, c.colours.hatch), 7);
  }
}

// For SVG and PDF, where shapes stay sharp at any size. False: there are too many, and nothing is painted.
bool paint_shapes(const Canvas& c, const LayoutRow& row) {
  constexpr std::size_t most = 4'000;  // of a row: beyond, a picture is smaller and no less sharp
  const ChartedPlan& plan = c.plan(row);
  const DeviceId d{row.index};
  const auto [first, last] = instances_in_sight(c, row);
  if (last - first > most) return false;
  c.painter.fillRect(c.rect(row), c.colours.row);
  if (c.scene.style.bubbles) draw_idle(c, row);
  const app::WorkColours& colours = plan.colours_by(c.scene.style.colour_by);
  for (std::size_t k = first; k < last; ++k) {
    const Instance i = plan.at(d, k);
    const QRectF place = c.rect(row, plan.start(i), plan.end(i)).intersected(c.charts());
    const double set_off = std::min(0.75, place.width() / 10);  // sets it off from the one before
    c.painter.fillRect(place.adjusted(set_off, 0, 0, 0), QColor(colours.of(i)));
  }
  return true;
}

}  // namespace

void paint_device_row(const Canvas& c, const LayoutRow& row) {
  const bool on_pixels = c.painter.paintEngine()->type() == QPaintEngine::Raster;
  if (on_pixels || !paint_shapes(c, row)) paint_pixels(c, row);
  paint_row_name(c, row, text(c.plan(row).problem().devices[row.index].name), 1);
}

// "B3·5" where every micro-batch's would fit, so that blocks of a kind look alike; else "5", else nothing.
void paint_labels(const Canvas& c, const LayoutRow& row) {
  const QFont font = scaled(c.scene.font, 0.85);
  const QFontMetricsF metrics(font);
  if (row.height < metrics.ascent() + 1) return;
  const ChartedPlan& plan = c.plan(row);
  const DeviceId d{row.index};
  const double digit = metrics.horizontalAdvance('0');
  const auto [first, last] = instances_in_sight(c, row);
  if (static_cast<double>(last - first) * digit > 2 * c.width()) return;
  const app::WorkColours& colours = plan.colours_by(c.scene.style.colour_by);
  const double baseline = std::round(c.y(row.top) + (row.height + metrics.ascent() - metrics.descent()) / 2);
  const auto widest = QString::number(plan.problem().micro_batches - 1).size();
  c.painter.setFont(font);
  for (std::size_t k = first; k < last; ++k) {
    const Instance i = plan.at(d, k);
    const QRectF place = c.rect(row, plan.start(i), plan.end(i)).intersected(c.charts());
    const double room = place.width() - 4;
    if (room < digit) continue;
    QString label = QString::number(i.micro_batch);
    if (static_cast<double>(label.size()) * digit > room) continue;
    const QString full = text(plan.problem().block(i.block).name) + QChar(0x00b7) + label;
    const double others = static_cast<double>(widest - label.size()) * digit + 4;
    if (static_cast<double>(full.size()) * digit < 2 * room &&
        metrics.horizontalAdvance(full) + others <= place.width())
      label = full;
    c.painter.setPen(text_on(colours.of(i)));
    c.painter.drawText(QPointF(place.center().x() - metrics.horizontalAdvance(label) / 2 + 0.5, baseline),
                       label);
  }
}

}  // namespace repetend::gui
