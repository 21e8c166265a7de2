#include <algorithm>

#include "gui/chart/canvas.hpp"

namespace repetend::gui {

namespace {

constexpr double thickness = 3;

class Path {
 public:
  Path(const Canvas& c, std::size_t plan) : c_(c), plan_(*c.scene.plans[plan]) {
    for (const LayoutRow& row : c.layout.rows)
      if (row.kind == RowKind::device && row.plan == plan) rows_.push_back(&row);
  }

  void paint() {
    if (rows_.empty()) return;
    const Time from = c_.scene.scale.from, to = c_.scene.scale.to_time(c_.width());
    auto step = std::ranges::partition_point(plan_.critical, [&](const auto& s) { return s.end < from; });
    for (; step != plan_.critical.end() && step->start <= to; ++step) {
      const QRectF place = underline(*step);
      // What falls into the column just painted adds nothing to it.
      if (place.right() < painted_until_ + 0.5 && row(*step) == last_row_) continue;
      if (step != plan_.critical.begin() && row(*std::prev(step)) != row(*step))
        jump(*std::prev(step), *step);
      c_.painter.fillRect(place, c_.colours.critical);
      painted_until_ = place.right();
      last_row_ = row(*step);
    }
  }

 private:
  const LayoutRow* row(const CriticalStep& step) const {
    return rows_[plan_.problem().block(step.instance.block).uses.front().device.index()];
  }
  QRectF underline(const CriticalStep& step) const {
    const QRectF whole = c_.rect(*row(step), step.start, step.end);
    return {whole.left(), whole.bottom() - thickness, std::max(whole.width(), 1.0), thickness};
  }
  // From one device's line to the other's.
  void jump(const CriticalStep& from, const CriticalStep& to) {
    const QPointF begin(c_.x(from.end), c_.y(row(from)->bottom()) - thickness / 2);
    const QPointF end(c_.x(to.start), c_.y(row(to)->bottom()) - thickness / 2);
    c_.painter.setPen(QPen(c_.colours.critical, 1.5));
    c_.painter.drawLine(begin, end);
  }

  const Canvas& c_;
  const ChartedPlan& plan_;
  std::vector<const LayoutRow*> rows_;
  double painted_until_ = -1e9;
  const LayoutRow* last_row_ = nullptr;
};

}  // namespace

void paint_critical_path(const Canvas& c) {
  c.painter.save();
  c.painter.setClipRect(c.charts(), Qt::IntersectClip);
  for (std::size_t p = 0; p < c.scene.plans.size(); ++p) Path(c, p).paint();
  c.painter.restore();
}

}  // namespace repetend::gui
