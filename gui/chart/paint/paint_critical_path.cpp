#include <algorithm>
#include <map>

#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

constexpr double thickness = 3;

class Path {
 public:
  Path(const Canvas& c, std::size_t plan) : c_(c), plan_(*c.scene.plans[plan]) {
    for (const LayoutRow& row : c.layout.rows)
      if (row.kind == RowKind::device && row.plan == plan) rows_.push_back(&row);
    painted_.resize(rows_.size(), -1e9);
  }

  // Steps that fall into what is painted already add nothing: however many there are, every row and every
  // pair of rows gets at most one stroke a pixel.
  void paint() {
    if (rows_.empty()) return;
    const Time from = c_.scene.scale.from, to = c_.scene.scale.to_time(c_.width());
    auto step = std::ranges::partition_point(plan_.critical, [&](const auto& s) { return s.end < from; });
    for (; step != plan_.critical.end() && step->start <= to; ++step) {
      underline(*step);
      if (step != plan_.critical.begin()) jump(*std::prev(step), *step);
    }
  }

 private:
  std::size_t row(const CriticalStep& step) const {
    return plan_.problem().block(step.instance.block).uses.front().device.index();
  }
  double line(std::size_t row) const { return c_.y(rows_[row]->bottom()) - thickness / 2; }

  void underline(const CriticalStep& step) {
    const double end = c_.x(step.end);
    double& painted = painted_[row(step)];
    if (end < painted + 0.5) return;
    const double begin = std::max(c_.x(step.start), c_.left() - 1);
    c_.painter.fillRect(QRectF(begin, line(row(step)) - thickness / 2, std::max(end - begin, 1.0), thickness),
                        c_.colours.critical);
    painted = end;
  }
  // From one device's line to the other's.
  void jump(const CriticalStep& from, const CriticalStep& to) {
    const std::pair between(row(from), row(to));
    if (between.first == between.second) return;
    const double end = c_.x(to.start);
    const auto [last, is_first] = jumped_.try_emplace(between, end);
    if (!is_first && end < last->second + 1) return;
    last->second = end;
    c_.painter.setPen(QPen(c_.colours.critical, 1.5));
    c_.painter.drawLine(QPointF(c_.x(from.end), line(between.first)), QPointF(end, line(between.second)));
  }

  const Canvas& c_;
  const ChartedPlan& plan_;
  std::vector<const LayoutRow*> rows_;
  std::vector<double> painted_;  // by row: to where
  std::map<std::pair<std::size_t, std::size_t>, double> jumped_;
};

}  // namespace

void paint_critical_path(const Canvas& c) {
  c.painter.save();
  c.painter.setClipRect(c.charts(), Qt::IntersectClip);
  for (std::size_t p = 0; p < c.scene.plans.size(); ++p) Path(c, p).paint();
  c.painter.restore();
}

}  // namespace repetend::gui
