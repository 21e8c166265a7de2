// The rows between the devices': transfers of a directed link, and the memory of a device.
#include <QPainterPath>
#include <algorithm>
#include <ranges>

#include "gui/chart/canvas.hpp"

namespace repetend::gui {

namespace {

void name_row(const Canvas& c, const LayoutRow& row, const QString& name) {
  QFont font = c.scene.font;
  const double smaller = std::min(0.85, (row.height + 2) / QFontMetricsF(font).height());
  font.setPointSizeF(font.pointSizeF() * smaller);
  c.painter.setFont(font);
  c.painter.setPen(c.colours.quiet);
  const QRectF place(c.area.left() + 2, c.y(row.top), c.layout.gutter - 10, row.height);
  c.painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter | Qt::TextDontClip,
                     QFontMetricsF(font).elidedText(name, Qt::ElideMiddle, place.width()));
}

void fill_averages(const Canvas& c, const LayoutRow& row, const ColourPyramid& pyramid) {
  std::vector<Tint> columns(static_cast<std::size_t>(std::max(1.0, c.width())));
  pyramid.average(static_cast<double>(c.scene.scale.from), c.scene.scale.ns_per_pixel, columns);
  QColor colour = c.colours.transfer;
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (columns[k].cover <= 0) continue;
    colour.setAlphaF(std::min(1.0F, columns[k].cover));
    c.painter.fillRect(QRectF(c.left() + static_cast<double>(k), c.y(row.top), 1, row.height), colour);
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

// What the height of a memory row stands for: the same for every device of a plan.
Bytes highest(const ChartedPlan& plan) {
  Bytes most = 1;
  for (std::size_t d = 0; d < plan.devices.size(); ++d) {
    most = std::max(most, plan.simulation.peak_memory[d]);
    const Bytes capacity = plan.problem().devices[d].memory;
    if (capacity != unlimited) most = std::max(most, capacity);
  }
  return most;
}

QPainterPath curve(const Canvas& c, const LayoutRow& row, double bytes_to_pixels) {
  const ChartedPlan& plan = c.plan(row);
  const auto& steps = plan.simulation.memory[row.index];
  const double bottom = c.y(row.bottom());
  const double last = std::min(c.width(), c.scene.scale.to_pixel(plan.makespan()));
  QPainterPath path(QPointF(c.left(), bottom));
  double height = 0;
  for (double pixel = 0; pixel < last; ++pixel) {
    const Bytes peak = plan.devices[row.index].memory.peak(steps, c.scene.scale.to_time(pixel),
                                                           c.scene.scale.to_time(pixel + 1));
    const double here = static_cast<double>(peak) * bytes_to_pixels;
    if (here != height) {
      path.lineTo(c.left() + pixel, bottom - height);
      path.lineTo(c.left() + pixel, bottom - here);
    }
    height = here;
  }
  path.lineTo(c.left() + std::max(last, 0.0), bottom - height);
  path.lineTo(c.left() + std::max(last, 0.0), bottom);
  return path;
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
  name_row(c, row, QChar(0x2192) + QString::fromStdString(plan.problem().device(link.to).name));
}

void paint_memory_row(const Canvas& c, const LayoutRow& row) {
  const ChartedPlan& plan = c.plan(row);
  const double bytes_to_pixels = (row.height - 2) / static_cast<double>(highest(plan));
  const QPainterPath path = curve(c, row, bytes_to_pixels);
  QColor fill = c.colours.memory;
  fill.setAlphaF(0.25F);
  c.painter.fillPath(path, fill);
  c.painter.strokePath(path, QPen(c.colours.memory, 1));
  const Bytes capacity = plan.problem().devices[row.index].memory;
  if (capacity != unlimited) {
    const double y = std::floor(c.y(row.bottom()) - static_cast<double>(capacity) * bytes_to_pixels) + 0.5;
    c.painter.setPen(QPen(c.colours.limit, 1, Qt::DashLine));
    c.painter.drawLine(QPointF(c.left(), y), QPointF(c.left() + c.width(), y));
  }
  name_row(c, row, QStringLiteral("memory"));
}

}  // namespace repetend::gui
