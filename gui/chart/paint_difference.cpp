// Difference view: at the right end of every device's row, what it saves (to the right of the line) and loses
// (to the left) against the reference, in the colours of the causes.
#include <algorithm>

#include "gui/chart/canvas.hpp"
#include "gui/chart/difference.hpp"

namespace repetend::gui {

namespace {

// One scale for all plans, so that bars can be compared.
Time longest_bar(const Scene& scene, Time (Saving::*side)() const) {
  Time longest = 0;
  for (const auto& plan : scene.plans)
    for (const Saving& saving : savings(*plan, *scene.plans[*scene.style.reference]))
      longest = std::max(longest, (saving.*side)());
  return longest;
}

}  // namespace

void paint_difference(const Canvas& c, const LayoutRow& row) {
  if (c.layout.difference == 0) return;
  const auto all = savings(c.plan(row), *c.scene.plans[*c.scene.style.reference]);
  if (row.index >= all.size()) return;
  const QRectF place(c.left() + c.width() + 8, c.y(row.top), c.layout.difference - 16, row.height);
  const auto gained = static_cast<double>(longest_bar(c.scene, &Saving::gained));
  const auto lost = static_cast<double>(longest_bar(c.scene, &Saving::lost));
  const double pixels = place.width() / std::max(1.0, gained + lost);
  const double zero = place.left() + lost * pixels;
  double right = zero, left = zero;
  const auto bar = [&](Time t, const QColor& colour) {
    const double length = static_cast<double>(std::abs(t)) * pixels;
    const double from = t > 0 ? right : left - length;
    c.painter.fillRect(QRectF(from, place.top() + 2, length, place.height() - 4), colour);
    (t > 0 ? right : left) += t > 0 ? length : -length;
  };
  bar(all[row.index].work, c.colours.work);
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    bar(all[row.index].idle[cause], c.colours.causes[cause]);
  c.painter.fillRect(QRectF(zero, place.top(), 1, place.height()), c.colours.quiet);
}

}  // namespace repetend::gui
