#include "gui/chart/data/words.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

// Title and figures stand on one line, the figures apart from each other by a fixed space.
void paint_title(const Canvas& c, const QRectF& line, const ChartedPlan& plan) {
  QFont bold = c.scene.font;
  bold.setBold(true);
  const double space = 1.2 * QFontMetricsF(bold).height();
  double x = line.left() + 1.4 * line.height();
  const auto write = [&](const QFont& font, const QColor& colour, const QString& words) {
    const QRectF place(x, line.top(), std::max(line.right() - x, 0.0), line.height());
    x += paint_text(c, place, Qt::AlignVCenter, font, colour, words) + space;
  };
  write(bold, c.colours.ink, text(plan.title));
  const bool wrong = plan.simulation.deadlock || plan.simulation.out_of_memory;
  for (const QString& figure : figures(plan))
    write(c.scene.font, wrong ? c.colours.worse : c.colours.quiet, figure);
}

void paint_phase(const Canvas& c, const QRectF& strip, Time from, Time to, const QColor& colour,
                 const QString& words) {
  const double begin = std::max(c.x(from), strip.left()), end = std::min(c.x(to), strip.right());
  if (end - begin < 2) return;
  const double y = strip.bottom() - 2;
  c.painter.fillRect(QRectF(begin + 0.5, y, end - begin - 1, 2), colour);
  const QFont font = scaled(c.scene.font, 0.85);
  const QFontMetricsF metrics(font);
  if (metrics.horizontalAdvance(words) + 4 > end - begin || metrics.height() > strip.height()) return;
  const QRectF place(begin, strip.top(), end - begin, strip.height() - 2);
  paint_text(c, place, Qt::AlignCenter, font, c.colours.quiet, words);
}

void paint_phases(const Canvas& c, const QRectF& strip, const ChartedPlan& plan) {
  if (!plan.phases) return;
  const Phases& p = *plan.phases;
  paint_phase(c, strip, 0, p.first, c.colours.of(IdleCause::warm_up), "warm-up");
  paint_phase(c, strip, p.first, p.last, c.colours.accent,
              QString("repetend %1 %2").arg(QChar(0x00d7)).arg(p.repetitions));
  paint_phase(c, strip, p.last, plan.makespan(), c.colours.of(IdleCause::cool_down), "cool-down");
}

}  // namespace

// It stays in sight as long as any of its plan's rows is.
void paint_heading(const Canvas& c, std::size_t p) {
  const QRectF place = heading_place(c.layout, p, c.scroll).translated(c.area.left(), c.top());
  if (place.bottom() <= c.top() || place.top() >= c.bottom()) return;
  const QRectF all(place.left(), place.top(), c.area.width(), place.height());
  c.painter.fillRect(all, c.colours.heading);
  const double title = std::min(place.height(), std::ceil(QFontMetricsF(c.scene.font).height() + 6));
  const QRectF line(all.left(), all.top(), c.layout.gutter + c.width(), title);
  paint_triangle(c, line, c.scene.is_folded(p));
  paint_title(c, line, *c.scene.plans[p]);
  paint_summary(c, p, line);
  if (place.height() <= title) return;
  paint_within(c, {c.left(), all.top(), c.width(), all.height()}, [&] {
    paint_phases(c, {c.left(), line.bottom(), c.width(), all.bottom() - line.bottom()}, *c.scene.plans[p]);
  });
}

}  // namespace repetend::gui
