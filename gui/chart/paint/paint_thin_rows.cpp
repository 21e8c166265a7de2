// Thin rows stand between the machines': transfers of a directed link, and what a pool holds.
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

void fill_averages(const Canvas& c, const LayoutRow& row, const ColourPyramid& pyramid) {
  std::vector<app::Tint> columns(static_cast<std::size_t>(std::max(1.0, c.width())));
  pyramid.average(static_cast<double>(c.scene.scale.from), c.scene.scale.ns_per_pixel, columns);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (columns[k].cover <= 0) continue;
    c.painter.fillRect(QRectF(c.left() + static_cast<double>(k), c.y(row.top), 1, row.height),
                       faint(c.colours.transfer, std::min(1.0F, columns[k].cover)));
  }
}

void fill_transfers(const Canvas& c, const LayoutRow& row, const LinkRow& link, std::size_t first,
                    std::size_t last) {
  const auto& runs = c.plan(row).simulation.transfers;
  for (std::size_t k = first; k < last; ++k) {
    const TransferRun& run = runs[link.transfers[k]];
    c.painter.fillRect(c.rect(row, run.start, run.delivered), c.colours.latency);
    QRectF taken = c.rect(row, run.start, run.link_free);
    taken.setWidth(std::max(taken.width(), 1.0));  // a short one still is there
    c.painter.fillRect(taken, c.colours.transfer);
  }
}

// The height of a memory row stands for the same amount for every device of a plan; other pools, which may be
// many times as large, have each their own.
Bytes highest(const ChartedPlan& plan, PoolId of) {
  Bytes most = 1;
  for (const PoolId p : pools(plan.problem())) {
    if (p != of && !(is_memory(plan.problem(), p) && is_memory(plan.problem(), of))) continue;
    most = std::max(most, plan.simulation.peak_memory[p.index()]);
    const Bytes capacity = capacity_of(plan.problem(), p);
    if (capacity != unlimited) most = std::max(most, capacity);
  }
  return most;
}

// The top of the curve: what is held at most in every pixel.
QPolygonF curve(const Canvas& c, const LayoutRow& row, double bytes_to_pixels) {
  const ChartedPlan& plan = c.plan(row);
  const auto& steps = plan.simulation.memory[row.index];
  const double bottom = c.y(row.bottom());
  const double last = std::min(c.width(), c.scene.scale.to_pixel(plan.makespan()));
  QPolygonF points;
  for (double pixel = std::floor(std::max(0.0, c.scene.scale.to_pixel(0))); pixel < last; ++pixel) {
    const Bytes peak = plan.memory[PoolId{row.index}].peak(steps, c.scene.scale.to_time(pixel),
                                                           c.scene.scale.to_time(pixel + 1));
    const double y = bottom - static_cast<double>(peak) * bytes_to_pixels;
    if (!points.empty() && points.back().y() == y) continue;
    if (!points.empty()) points << QPointF(c.left() + pixel, points.back().y());
    points << QPointF(c.left() + pixel, y);
  }
  if (!points.empty()) points << QPointF(c.left() + last, points.back().y());
  return points;
}

void fill_under(const Canvas& c, QPolygonF points, double bottom) {
  if (points.empty()) return;
  const double left = points.front().x(), right = points.back().x();
  points << QPointF(right, bottom) << QPointF(left, bottom);
  c.painter.setPen(Qt::NoPen);
  c.painter.setBrush(faint(c.colours.memory, 0.25F));
  c.painter.drawPolygon(points);
}

void paint_limit(const Canvas& c, const LayoutRow& row, double bytes_to_pixels) {
  const Bytes capacity = capacity_of(c.plan(row).problem(), PoolId{row.index});
  if (capacity == unlimited) return;
  const double y = std::floor(c.y(row.bottom()) - static_cast<double>(capacity) * bytes_to_pixels) + 0.5;
  c.painter.setPen(QPen(c.colours.limit, 1, Qt::DashLine));
  c.painter.drawLine(QPointF(c.left(), y), QPointF(c.left() + c.width(), y));
}

// "peak 9.91 GiB of 32.0 GiB", at the right end and on a veil, for the curve may be behind it.
void paint_peak(const Canvas& c, const LayoutRow& row) {
  const ChartedPlan& plan = c.plan(row);
  const QString words = peak_words(plan, PoolId{row.index});
  const QFont font = scaled(c.scene.font, 0.8);
  const QFontMetricsF metrics(font);
  const QRectF place(c.left() + c.width() - metrics.horizontalAdvance(words) - 10,
                     c.y(row.top) + (row.height - metrics.height()) / 2, metrics.horizontalAdvance(words) + 6,
                     metrics.height());
  c.painter.fillRect(place, faint(c.colours.paper, 0.75F));
  paint_text(c, place, Qt::AlignCenter, font, c.colours.ink, words);
}

}  // namespace

void paint_link_row(const Canvas& c, const LayoutRow& row) {
  const ChartedPlan& plan = c.plan(row);
  const LinkRow& link = plan.links[row.index];
  const auto& runs = plan.simulation.transfers;
  const auto first = std::ranges::partition_point(
      link.transfers, [&](auto k) { return runs[k].delivered <= c.scene.scale.from; });
  const auto last = std::ranges::partition_point(
      link.transfers, [&](auto k) { return runs[k].start < c.scene.scale.to_time(c.width()); });
  if (static_cast<double>(last - first) > c.width())
    fill_averages(c, row, link.occupied);
  else if (first < last)
    fill_transfers(c, row, link, static_cast<std::size_t>(first - link.transfers.begin()),
                   static_cast<std::size_t>(last - link.transfers.begin()));
  paint_row_name(c, row, QChar(0x2192) + text(plan.problem().device(link.to).name), 0.75);
}

void paint_memory_row(const Canvas& c, const LayoutRow& row) {
  const Problem& problem = c.plan(row).problem();
  const PoolId pool{row.index};
  const double bytes_to_pixels = (row.height - 2) / static_cast<double>(highest(c.plan(row), pool));
  const QPolygonF points = curve(c, row, bytes_to_pixels);
  fill_under(c, points, c.y(row.bottom()));
  c.painter.setPen(c.colours.memory);
  c.painter.drawPolyline(points);
  paint_limit(c, row, bytes_to_pixels);
  paint_peak(c, row);
  paint_row_name(c, row, is_memory(problem, pool) ? "memory" : text(pool_name(problem, pool)), 0.8);
}

}  // namespace repetend::gui
