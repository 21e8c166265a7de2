// These stand out: the critical path, the selection with its dependencies, the pointer, what runs at the
// playhead, a measurement, an instance being dragged.
#include <QPainterPath>
#include <algorithm>
#include <map>

#include "gui/chart/data/dependencies.hpp"
#include "gui/chart/data/words.hpp"
#include "gui/chart/paint/canvas.hpp"

namespace repetend::gui {

namespace {

void frame(const Canvas& c, const QRectF& place, const QColor& colour, double width) {
  c.painter.setPen(QPen(colour, width, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
  c.painter.setBrush(Qt::NoBrush);
  c.painter.drawRect(place.adjusted(width / 2, width / 2, -width / 2, -width / 2));
}

// The mark is painted on every machine of a block that is shown.
void frame_instance(const Canvas& c, const Marked& mark, const QColor& colour, double width,
                    double halo = 0) {
  const ChartedPlan& plan = *c.scene.plans[mark.plan];
  if (plan.end(mark.instance) == never) return;
  for (const MachineId m : machines_of(plan.problem(), mark.instance.block))
    if (const LayoutRow* row = c.layout.machine_row(mark.plan, m)) {
      QRectF place = c.rect(*row, mark.instance);
      if (place.right() < c.left() - 4 || place.left() > c.left() + c.width() + 4) continue;
      place.setWidth(std::max(place.width(), 3.0));
      if (halo > 0) frame(c, place.adjusted(-1, -1, 1, 1), c.colours.paper, width + halo + 1);
      frame(c, place, colour, width);
    }
}

// What a folded lane runs is at the lower edge of its device, where the lane would be.
QPointF end_point(const Canvas& c, std::size_t plan, Instance i, Time at) {
  const ChartedPlan& chart = *c.scene.plans[plan];
  const LayoutRow* row = row_of(c.layout, plan, chart.problem(), i.block);
  const double x = std::clamp(c.x(at), c.left() - 2000, c.left() + c.width() + 2000);
  if (!row) return {x, 0};
  if (!runs_on(chart.problem(), i.block, row->machine())) return {x, c.y(row->bottom())};
  return {x, c.rect(*row, i).center().y()};
}

void paint_arrow(const Canvas& c, QPointF from, QPointF to, const QColor& colour, double width, bool dashed) {
  if (std::abs(to.y() - from.y()) < 1 && std::abs(to.x() - from.x()) < 12)
    from = to;  // no room but for the head
  const double bend = from == to ? 0 : std::clamp(std::abs(to.x() - from.x()) / 2, 12.0, 80.0);
  const QPointF neck = to - QPointF(width, 0);  // the line must not be blunter than the head
  QPainterPath path(from);
  path.cubicTo(from + QPointF(bend, 0), neck - QPointF(bend, 0), neck);
  c.painter.save();
  c.painter.setRenderHint(QPainter::Antialiasing);
  const double size = 5 + 2.5 * width;
  const QPolygonF head({to, to + QPointF(-size, -size / 2), to + QPointF(-size, size / 2)});
  const QPen halo(c.colours.paper, width + 2.5, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
  c.painter.setBrush(Qt::NoBrush);
  c.painter.strokePath(path, halo);  // so that it is seen on any colour
  c.painter.setPen(QPen(c.colours.paper, 2.5, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
  c.painter.drawPolygon(head);
  QPen pen(colour, width);
  if (dashed) {
    pen.setCapStyle(Qt::FlatCap);                // others would fill the gaps
    pen.setDashPattern({5 / width, 4 / width});  // in widths: the same pixels whatever the width
  }
  c.painter.strokePath(path, pen);
  c.painter.setPen(Qt::NoPen);
  c.painter.setBrush(colour);
  c.painter.drawPolygon(head);
  c.painter.restore();
}

void paint_dependency(const Canvas& c, std::size_t plan, const Dependency& dependency) {
  const ChartedPlan& chart = *c.scene.plans[plan];
  const QPointF from =
      end_point(c, plan, dependency.from,
                dependency.on_start ? chart.start(dependency.from) : chart.end(dependency.from));
  const QPointF to = end_point(c, plan, dependency.to, chart.start(dependency.to));
  paint_arrow(c, from, to, c.colours.accent, dependency.binding ? 2 : 1, dependency.wait);
}

void paint_selection(const Canvas& c) {
  const Marked& selected = *c.marks.selected;
  if (c.scene.is_folded(selected.plan)) return;
  frame_instance(c, selected, c.colours.accent, 2.5, 1.5);  // seen on a block of the accent's own hue, too
  const ChartedPlan& plan = *c.scene.plans[selected.plan];
  for (const Dependency& dependency : dependencies(plan, selected.instance)) {
    const Instance other = dependency.from == selected.instance ? dependency.to : dependency.from;
    frame_instance(c, {selected.plan, other}, c.colours.accent, 1);
    paint_dependency(c, selected.plan, dependency);
  }
}

void emphasise_running(const Canvas& c, Time now) {
  for (const LayoutRow& row : c.layout.rows) {
    if (!row.runs() || !c.in_sight(row)) continue;
    const ChartedPlan& plan = c.plan(row);
    const MachineId m = row.machine();
    const std::size_t k = plan.first_after(m, now);
    if (k == plan.ran(m) || plan.start(plan.at(m, k)) > now) continue;
    const QRectF place = c.rect(row, plan.start(plan.at(m, k)), plan.end(plan.at(m, k)));
    frame(c, place, c.colours.playhead, std::min(2.0, std::max(1.0, place.width() / 4)));
  }
}

void paint_measure(const Canvas& c, const Measured& m) {
  const double from = std::clamp(c.x(std::min(m.from, m.to)), c.left() - 9, c.left() + c.width() + 9);
  const double to = std::clamp(c.x(std::max(m.from, m.to)), c.left() - 9, c.left() + c.width() + 9);
  c.painter.fillRect(QRectF(from, c.top(), to - from, c.bottom() - c.top()), faint(c.colours.accent, 0.12F));
  c.painter.fillRect(QRectF(from, c.top(), 1, c.bottom() - c.top()), c.colours.accent);
  c.painter.fillRect(QRectF(to, c.top(), 1, c.bottom() - c.top()), c.colours.accent);
  const QString words = time_text(std::abs(m.to - m.from));
  const QFontMetricsF metrics(c.scene.font);
  QRectF tag(0, 0, metrics.horizontalAdvance(words) + 12, metrics.height() + 4);
  tag.moveCenter({(from + to) / 2, c.bottom() - tag.height()});
  tag.moveLeft(std::clamp(tag.left(), c.left(), std::max(c.left(), c.left() + c.width() - tag.width())));
  c.painter.fillRect(tag, c.colours.accent);
  paint_text(c, tag, Qt::AlignCenter, c.scene.font, c.colours.paper, words);
}

// A ghost follows the pointer, and a mark shows where the instance would go.
void paint_drag(const Canvas& c, const Dragged& drag) {
  const MachineId m = computing(drag.device);
  const LayoutRow* row = c.layout.machine_row(drag.plan, m);
  if (!row) return;
  const ChartedPlan& plan = *c.scene.plans[drag.plan];
  const Instance moved = plan.at(m, drag.position);
  const QRectF ghost = c.rect(*row, moved).translated(drag.offset, -3);
  c.painter.fillRect(ghost, faint(plan.colours_by(c.scene.style.colour_by).of(moved), 0.75F));
  frame(c, ghost, c.colours.accent, 2);
  if (!drag.moves()) return;
  const std::size_t last = plan.ran(m) - 1;
  const double x =
      drag.before > last ? c.x(plan.end(plan.at(m, last))) : c.x(plan.start(plan.at(m, drag.before)));
  c.painter.fillRect(QRectF(x - 1.5, c.y(row->top) - 4, 3, row->height + 8), c.colours.accent);
}

constexpr double thickness = 3;

class CriticalPath {
 public:
  CriticalPath(const Canvas& c, std::size_t plan) : c_(c), plan_(*c.scene.plans[plan]) {
    for (const LayoutRow& row : c.layout.rows)
      if (row.runs() && row.plan == plan) rows_.push_back(&row);
    painted_.resize(rows_.size(), -1e9);
    for (const BlockId b : ids<BlockId>(plan_.problem().blocks.size())) {
      const auto shown = std::ranges::find(rows_, row_of(c.layout, plan, plan_.problem(), b));
      row_of_block_.push_back(static_cast<std::size_t>(shown - rows_.begin()));
    }
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
  std::size_t row(const CriticalStep& step) const { return row_of_block_[step.instance.block]; }
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
  IdVector<BlockId, std::size_t> row_of_block_;
  std::vector<double> painted_;  // by row: to where
  std::map<std::pair<std::size_t, std::size_t>, double> jumped_;
};

}  // namespace

void paint_critical_path(const Canvas& c) {
  paint_within(c, c.charts(), [&] {
    for (std::size_t p = 0; p < c.scene.plans.size(); ++p) CriticalPath(c, p).paint();
  });
}

void paint_marks(const Canvas& c) {
  paint_within(c, c.charts(), [&] {
    if (c.marks.playhead) emphasise_running(c, *c.marks.playhead);
    if (c.marks.hovered) frame_instance(c, *c.marks.hovered, c.colours.ink, 1.5);
    if (c.marks.selected) paint_selection(c);
    if (c.marks.measured) paint_measure(c, *c.marks.measured);
    if (c.marks.dragged) paint_drag(c, *c.marks.dragged);
  });
}

void paint_playhead(const Canvas& c) {
  if (!c.marks.playhead) return;
  const double x = c.x(*c.marks.playhead);
  if (x < c.left() - 1 || x > c.left() + c.width() + 1) return;
  c.painter.fillRect(QRectF(x - 0.75, c.area.top() + c.layout.axis - 8, 1.5, c.bottom() - c.top() + 8),
                     c.colours.playhead);
  const QPointF tip(x, c.area.top() + c.layout.axis - 1);
  c.painter.setPen(Qt::NoPen);
  c.painter.setBrush(c.colours.playhead);
  c.painter.drawPolygon(QPolygonF({tip, tip + QPointF(-5, -8), tip + QPointF(5, -8)}));
}

}  // namespace repetend::gui
