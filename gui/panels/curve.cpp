#include "gui/panels/curve.hpp"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "gui/chart/data/chart_style.hpp"
#include "gui/chart/data/words.hpp"

namespace repetend::gui {
namespace {

// Seconds go to the right and the makespan upwards, with room for both lines.
struct Plot {
  QRectF area;
  double seconds = 0;
  Time low = 0, high = 0;

  Plot(const QRectF& rect, const std::vector<search::Progress>& points) : area(rect) {
    low = high = points.back().makespan_bound;
    for (const auto& p : points)
      for (const Time t : {p.best_makespan, p.makespan_bound})
        if (t > 0) {
          low = low > 0 ? std::min(low, t) : t;
          high = std::max(high, t);
        }
    // A first plan may be many times as long as what follows: it starts above the plot's top.
    const Time end = std::max(points.back().best_makespan, points.back().makespan_bound);
    high = std::min(high, end + std::max<Time>(end / 4, 1));
    constexpr double least = 1e-6;
    seconds = std::max(points.back().seconds, least);
  }
  QPointF at(double second, Time t) const {
    const double range = std::max<double>(1, static_cast<double>(high - low));
    const double up = high == low ? 0.5 : static_cast<double>(std::min(t, high) - low) / range;
    return {area.left() + area.width() * second / seconds, area.bottom() - area.height() * up};
  }
};

// The line is a staircase: a value holds until the next one.
QPainterPath staircase(const Plot& plot, const std::vector<search::Progress>& points,
                       Time search::Progress::*value) {
  QPainterPath path;
  Time last = 0;
  for (const auto& p : points) {
    const Time now = p.*value;
    if (now <= 0) continue;
    if (last <= 0)
      path.moveTo(plot.at(p.seconds, now));
    else
      path.lineTo(plot.at(p.seconds, last));
    path.lineTo(plot.at(p.seconds, now));
    last = now;
  }
  if (last > 0) path.lineTo(plot.at(plot.seconds, last));
  return path;
}

QString gap(const search::Progress& p, bool busy) {
  if (p.best_makespan <= 0 && !busy) return Curve::tr("no plan found");
  if (p.best_makespan <= 0 || p.makespan_bound <= 0) return Curve::tr("looking for a first plan");
  if (p.best_makespan <= p.makespan_bound) return Curve::tr("optimal (proved)");
  const double ratio = static_cast<double>(p.best_makespan) / static_cast<double>(p.makespan_bound) - 1;
  return Curve::tr("gap %1 %").arg(100 * ratio, 0, 'g', 3);
}

QString nothing_searched(const Session& session) {
  if (session.failure()) return Curve::tr("Nothing is searched while the scenario has an error.");
  return Curve::tr("Nothing to search here: the best plan is known, or search is not among the schedules.");
}

}  // namespace

Curve::Curve(const Session& session, QWidget* parent) : QWidget(parent), session_(session) {
  setAccessibleName(tr("Best plan and bound over the time of the search"));
  setToolTip(
      tr("What the search has found so far, and the bound that no plan can beat. When they meet, the plan is "
         "proved optimal."));
  connect(&session, &Session::progress_changed, this, qOverload<>(&QWidget::update));
  connect(&session, &Session::plans_changed, this, qOverload<>(&QWidget::update));
  connect(&session, &Session::busy_changed, this, qOverload<>(&QWidget::update));
}

void Curve::set_dark(bool dark) {
  dark_ = dark;
  update();
}

QSize Curve::sizeHint() const {
  const int em = fontMetrics().height();
  return {14 * em, 8 * em};
}

// Both stand on a line where they fit, else one below the other; at the top or the bottom of what is left of
// `place`, which shrinks by them.
void Curve::paint_words(QPainter& painter, QRectF& place, Qt::Edge edge, const Words& left,
                        const Words& right) const {
  const QFontMetricsF metrics(font());
  const qreal line = metrics.height();
  const bool together = metrics.horizontalAdvance(left.text + "  " + right.text) <= place.width();
  const qreal height = together ? line : 2 * line;
  QRectF row(place.left(), edge == Qt::TopEdge ? place.top() : place.bottom() - height, place.width(), line);
  edge == Qt::TopEdge ? place.setTop(place.top() + height) : place.setBottom(place.bottom() - height);
  const auto write = [&](const Words& words, Qt::Alignment alignment) {
    painter.setPen(words.colour);
    painter.drawText(row, alignment, metrics.elidedText(words.text, Qt::ElideRight, row.width()));
  };
  write(left, Qt::AlignLeft);
  if (!together) row.translate(0, line);
  write(right, together ? Qt::AlignRight : Qt::AlignLeft);
}

void Curve::paintEvent(QPaintEvent*) {
  const Palette& colours = gui::palette(dark_);
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const qreal em = fontMetrics().height();
  QRectF inside = QRectF(rect()).adjusted(em / 2, em / 2, -em / 2, -em / 2);
  const auto& points = session_.progress();
  painter.setPen(colours.quiet);
  if (points.empty())
    return painter.drawText(inside, Qt::AlignCenter | Qt::TextWordWrap, nothing_searched(session_));
  const search::Progress& last = points.back();
  const auto words = [&](Time t) { return t > 0 ? time_text(t) : "-"; };
  paint_words(painter, inside, Qt::TopEdge, {tr("best %1").arg(words(last.best_makespan)), colours.accent},
              {tr("bound %1").arg(words(last.makespan_bound)), colours.critical});
  paint_words(painter, inside, Qt::BottomEdge, {gap(last, session_.busy()), colours.quiet},
              {tr("after %1").arg(text(human_time(last.seconds * 1e9))), colours.quiet});
  const Plot plot(inside.adjusted(2, em / 2, -2, -em / 2), points);
  if (plot.area.height() < em) return;
  painter.setPen(QPen(colours.grid, 1));
  painter.drawRect(plot.area.adjusted(-2, -4, 2, 4));
  painter.setPen(QPen(colours.critical, 1.5, Qt::DashLine));
  painter.drawPath(staircase(plot, points, &search::Progress::makespan_bound));
  painter.setPen(QPen(colours.accent, 2));
  painter.drawPath(staircase(plot, points, &search::Progress::best_makespan));
}

}  // namespace repetend::gui
