// A device's row as shapes instead of pixels: for SVG and PDF, where it stays sharp at any size.
#include <algorithm>

#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

void draw_idle(const Canvas& c, const LayoutRow& row) {
  const auto& idle = c.plan(row).idle[row.index];
  auto interval = std::ranges::upper_bound(idle, c.scene.scale.from, {}, &IdleInterval::end);
  const Time until = c.scene.scale.to_time(c.width());
  for (; interval != idle.end() && interval->begin < until; ++interval) {
    const QRectF place = c.rect(row, interval->begin, interval->end).intersected(c.charts());
    QColor colour = c.colours.causes[static_cast<std::size_t>(interval->cause)];
    colour.setAlphaF(c.colours.tint);
    c.painter.fillRect(place, colour);
    colour.setAlphaF(c.colours.hatch);
    if (place.width() >= 2) paint_hatch(c, place, colour, 7);
  }
}

}  // namespace

bool paint_device_vectors(const Canvas& c, const LayoutRow& row) {
  constexpr std::size_t most = 4'000;  // of a row: beyond, a picture is smaller and no less sharp
  const ChartedPlan& plan = c.plan(row);
  const DeviceId d{row.index};
  const std::size_t first = plan.first_after(d, c.scene.scale.from);
  const std::size_t last = std::min(plan.ran(d), plan.first_after(d, c.scene.scale.to_time(c.width())) + 1);
  if (last - first > most) return false;
  c.painter.fillRect(c.rect(row), c.colours.row);
  if (c.scene.style.bubbles) draw_idle(c, row);
  const WorkColours& colours = plan.colours[static_cast<std::size_t>(c.scene.style.colour_by)];
  for (std::size_t k = first; k < last; ++k) {
    const Instance i = plan.at(d, k);
    const QRectF place = c.rect(row, plan.start(i), plan.end(i)).intersected(c.charts());
    const double blank = std::min(0.75, place.width() / 10);  // sets it off from the one before
    c.painter.fillRect(place.adjusted(blank, 0, 0, 0), QColor(colours.of(i)));
  }
  return true;
}

}  // namespace repetend::gui
