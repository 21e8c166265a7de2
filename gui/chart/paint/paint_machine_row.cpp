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
  static thread_local QImage image;
  const double ratio = c.ratio();
  const QSize size(static_cast<int>(std::max(1L, std::lround(c.width() * ratio))),
                   static_cast<int>(std::max(1L, std::lround(row.height * ratio))));
  const TimeScale scale{c.scene.scale.from, c.scene.scale.ns_per_pixel / ratio};
  if (image.size() != size) image = QImage(size, QImage::Format_RGB32);
  const int hatch = std::max(4, static_cast<int>(std::lround(7 * ratio)));
  draw_row(c.plan(row), row.machine(), c.scene.style, scale, grid_columns(c), hatch_phase(scale, hatch),
           hatch, image);
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

void draw_exposed(const Canvas& c, const LayoutRow& row) {
  const auto& exposed = c.plan(row).lanes[row.index].exposed_in;
  const Time until = c.scene.scale.to_time(c.width());
  auto span = std::ranges::upper_bound(exposed, c.scene.scale.from, {}, &TimeSpan::end);
  for (; span != exposed.end() && span->begin < until; ++span) {
    const QRectF place = c.rect(row, span->begin, span->end).intersected(c.charts());
    c.painter.fillRect(place, faint(c.colours.exposed, c.colours.exposed_tint));
    if (place.width() >= 2) paint_hatch(c, place, faint(c.colours.exposed, c.colours.exposed_hatch), 7);
  }
}

// For SVG and PDF, where shapes stay sharp at any size. False: there are too many, and nothing is painted.
bool paint_shapes(const Canvas& c, const LayoutRow& row) {
  constexpr std::size_t most = 4'000;  // of a row: beyond, a picture is smaller and no less sharp
  const ChartedPlan& plan = c.plan(row);
  const MachineId m = row.machine();
  const auto [first, last] = instances_in_sight(c, row);
  if (last - first > most) return false;
  c.painter.fillRect(c.rect(row), c.colours.row);
  if (c.scene.style.bubbles && row.kind == RowKind::device) draw_idle(c, row);
  const app::WorkColours& colours = plan.colours_by(c.scene.style.colour_by);
  for (std::size_t k = first; k < last; ++k) {
    const Instance i = plan.at(m, k);
    if (plan.half(i).first != i) continue;
    const QRectF place = c.rect(row, i).intersected(c.charts());
    const double set_off = std::min(0.75, place.width() / 10);  // sets it off from the one before
    c.painter.fillRect(place.adjusted(set_off, 0, 0, 0), QColor(colours.of(i)));
  }
  draw_exposed(c, row);
  return true;
}

void paint_name(const Canvas& c, const LayoutRow& row) {
  const ChartedPlan& plan = c.plan(row);
  const auto& shown = *std::ranges::find(plan.rows, row.machine(), &app::ChartRow::machine);
  paint_row_name(c, row, text(shown.label), shown.computes ? 1 : 0.8);
  if (!shown.computes || !plan.has_further_lanes(DeviceId{row.index})) return;
  const double line = std::min(row.height, std::ceil(QFontMetricsF(c.scene.font).height()));
  paint_triangle(c, {c.area.left(), c.y(row.top) + (row.height - line) / 2, line, line},
                 !c.scene.style.lanes);
}

// "B3·5" where every micro-batch's would fit, so that blocks of a kind look alike; else "5", else nothing. Of
// what fills the row (halves: 1) or of what runs fused (2).
void paint_labels(const Canvas& c, const LayoutRow& row, std::size_t halves, double size) {
  const QFont font = scaled(c.scene.font, size);
  const QFontMetricsF metrics(font);
  const double height = row.height / static_cast<double>(halves);
  if (height < (halves == 1 ? metrics.ascent() : metrics.capHeight()) + 1) return;
  const ChartedPlan& plan = c.plan(row);
  const double digit = metrics.horizontalAdvance('0');
  const auto [first, last] = instances_in_sight(c, row);
  if (static_cast<double>(last - first) * digit > 2 * c.width()) return;
  const app::WorkColours& colours = plan.colours_by(c.scene.style.colour_by);
  const auto widest = QString::number(plan.problem().micro_batches - 1).size();
  c.painter.setFont(font);
  for (std::size_t k = first; k < last; ++k) {
    const Instance i = plan.at(row.machine(), k);
    if (const app::Half half = plan.half(i); half.count != halves || half.first != i) continue;
    const QRectF place = c.rect(row, i).intersected(c.charts());
    const double room = place.width() - 4;
    if (room < digit) continue;
    QString label = QString::number(i.micro_batch);
    if (static_cast<double>(label.size()) * digit > room) continue;
    const QString full = text(plan.problem().block(i.block).name) + QChar(0x00b7) + label;
    const double others = static_cast<double>(widest - label.size()) * digit + 4;
    if (static_cast<double>(full.size()) * digit < 2 * room &&
        metrics.horizontalAdvance(full) + others <= place.width())
      label = full;
    const double top = c.rect(row, i).top();  // also where a part of the row is out of sight
    c.painter.setPen(text_on(colours.of(i)));
    c.painter.drawText(QPointF(place.center().x() - metrics.horizontalAdvance(label) / 2 + 0.5,
                               std::round(top + (height + metrics.ascent() - metrics.descent()) / 2)),
                       label);
  }
}

}  // namespace

void paint_machine_row(const Canvas& c, const LayoutRow& row) {
  const bool on_pixels = c.painter.paintEngine()->type() == QPaintEngine::Raster;
  if (on_pixels || !paint_shapes(c, row)) paint_pixels(c, row);
  paint_name(c, row);
}

void paint_labels(const Canvas& c, const LayoutRow& row) {
  paint_labels(c, row, 1, 0.85);
  if (c.plan(row).machines[row.machine()].work.size() > 1) paint_labels(c, row, 2, 0.7);
}

}  // namespace repetend::gui
