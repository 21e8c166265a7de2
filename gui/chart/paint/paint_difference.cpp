// The difference view says, at the right end of every device's row, what it saves (to the right of the line)
// and loses (to the left) against the reference, in the colours of the causes.
#include <algorithm>

#include "gui/chart/data/words.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

// All plans have one scale, so that bars can be compared.
Time longest_bar(const Scene& scene, Time (Saving::*side)() const) {
  Time longest = 0;
  for (const auto& plan : scene.plans)
    for (const Saving& saving : savings(*plan, *scene.plans[*scene.style.reference]))
      longest = std::max(longest, (saving.*side)());
  return longest;
}

// Where bars begin, and how long they are; room on both sides, so that both can be labelled.
struct BarScale {
  double zero = 0, pixels_per_ns = 0;
};

BarScale bar_scale(const Canvas& c) {
  constexpr double least_side = 0.3;  // of the width
  const auto gained = static_cast<double>(longest_bar(c.scene, &Saving::gained));
  const auto lost = static_cast<double>(longest_bar(c.scene, &Saving::lost));
  const double left = c.left() + c.width() + 8, width = c.layout.difference - 16;
  const double part = std::clamp(lost / std::max(1.0, gained + lost), least_side, 1 - least_side);
  return {std::round(left + part * width),
          std::min(part * width / std::max(1.0, lost), (1 - part) * width / std::max(1.0, gained))};
}

}  // namespace

void paint_difference_axis(const Canvas& c) {
  if (c.layout.difference == 0) return;
  const double zero = bar_scale(c).zero, left = c.left() + c.width(), right = left + c.layout.difference;
  const auto write = [&](double from, double to, int side, const QColor& colour, const QString& words) {
    paint_text(c, {from, c.area.top(), to - from, c.layout.axis}, side | Qt::AlignVCenter,
               scaled(c.scene.font, 0.88), colour, words);
  };
  write(left, zero - 8, Qt::AlignRight, c.colours.worse, "\u25c2 loses");
  write(zero + 8, right, Qt::AlignLeft, c.colours.better, "saves \u25b8");
}

void paint_summary(const Canvas& c, std::size_t p, const QRectF& line) {
  if (c.layout.difference == 0) return;
  const bool is_reference = p == *c.scene.style.reference;
  const Time all = c.scene.plans[*c.scene.style.reference]->makespan();
  const Time saved = all - c.scene.plans[p]->makespan();
  const double part = static_cast<double>(std::abs(saved)) / static_cast<double>(std::max<Time>(all, 1));
  const QString words = is_reference ? "the reference"
                                     : QString(saved >= 0 ? "saves %1 (%2 %)" : "loses %1 (%2 %)")
                                           .arg(time_text(std::abs(saved)), text(human_number(100.0 * part)));
  paint_text(c, {c.left() + c.width() + 8, line.top(), c.layout.difference - 8, line.height()},
             Qt::AlignVCenter | Qt::AlignHCenter, c.scene.font,
             is_reference ? c.colours.quiet
             : saved >= 0 ? c.colours.better
                          : c.colours.worse,
             words);
}

void paint_difference(const Canvas& c, const LayoutRow& row) {
  if (c.layout.difference == 0) return;
  const auto all = savings(c.plan(row), *c.scene.plans[*c.scene.style.reference]);
  if (row.index >= all.size()) return;
  const QRectF place(c.left() + c.width() + 8, c.y(row.top), c.layout.difference - 16, row.height);
  c.painter.fillRect(place, c.colours.row);
  const auto [zero, pixels_per_ns] = bar_scale(c);
  double right = zero, left = zero;
  const auto bar = [&](Time t, const QColor& colour) {
    const double length = static_cast<double>(std::abs(t)) * pixels_per_ns;
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
