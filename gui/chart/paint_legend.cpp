#include "gui/chart/canvas.hpp"
#include "gui/chart/words.hpp"

namespace repetend::gui {

namespace {

// Smaller than the rest, so that it fits beside panels.
QFont legend_font(const Canvas& c) { return scaled(c.scene.font, 0.88); }

// Entries from left to right until there is no room for the next.
class Line {
 public:
  Line(const Canvas& c, const QRectF& place)
      : c_(c), place_(place), metrics_(legend_font(c)), x_(place.left()) {}

  void add(const QBrush& swatch, const QString& words) {
    if (!fits(box_, words)) return;
    c_.painter.fillRect(square(), swatch);
    write(box_, words);
  }
  // Of what is drawn as a line.
  void add_line(const QPen& pen, const QString& words) {
    if (!fits(2 * box_, words)) return;
    const double y = std::round(place_.center().y()) + 0.5;
    c_.painter.setPen(pen);
    c_.painter.drawLine(QPointF(x_, y), QPointF(x_ + 2 * box_, y));
    write(2 * box_, words);
  }
  // What the next entries have in common.
  void add_words(const QString& words) {
    if (fits(0, words)) write(-space, words);
    x_ -= 0.5 * metrics_.height();
  }
  void add_hatched(const QColor& colour, float tint, const QString& words) {
    if (!fits(box_, words)) return;
    QColor ground = colour;
    ground.setAlphaF(2 * tint);
    c_.painter.fillRect(square(), ground);
    add(QBrush(colour, Qt::BDiagPattern), words);
  }
  void add_ramp(const std::vector<QRgb>& colours, const QString& words) {
    const double length = 5 * metrics_.height(), each = length / static_cast<double>(colours.size());
    if (!fits(length, words)) return;
    for (std::size_t k = 0; k < colours.size(); ++k)
      c_.painter.fillRect(
          square().translated(static_cast<double>(k) * each, 0).adjusted(0, 0, each - box_, 0),
          QColor(colours[k]));
    write(length, words);
  }

 private:
  QRectF square() const { return {x_, std::round(place_.center().y() - box_ / 2), box_, box_}; }
  bool fits(double swatch, const QString& words) const {
    return x_ + swatch + space + metrics_.horizontalAdvance(words) <= place_.right();
  }
  void write(double swatch, const QString& words) {
    const double width = metrics_.horizontalAdvance(words);
    x_ += swatch + space;
    c_.painter.setPen(c_.colours.quiet);
    c_.painter.drawText(QRectF(x_, place_.top(), width + 2, place_.height()), Qt::AlignVCenter, words);
    x_ += width + 0.8 * metrics_.height();
  }

  static constexpr double space = 5;

  const Canvas& c_;
  QRectF place_;
  QFontMetricsF metrics_;
  double box_ = std::round(metrics_.ascent());
  double x_;
};

void add_work(Line& line, const Scene& scene) {
  const ChartedPlan& plan = *scene.plans.front();
  if (scene.style.colour_by == ChartStyle::ColourBy::micro_batch) {
    std::vector<QRgb> ramp;
    const auto forward = std::ranges::find(plan.problem().blocks, BlockKind::forward, &Block::kind);
    const auto shade = forward == plan.problem().blocks.end() ? 0 : forward - plan.problem().blocks.begin();
    for (int n = 0; n < std::min(plan.problem().micro_batches, 24); ++n) {
      const int last = plan.problem().micro_batches - 1, shown = std::min(last, 23);
      ramp.push_back(plan.colours.front().of(
          {BlockId{static_cast<std::size_t>(shade)},
           shown == 0 ? 0 : static_cast<std::int32_t>(static_cast<long>(n) * last / shown)}));
    }
    line.add_ramp(ramp, QStringLiteral("micro-batch 0 to %1").arg(plan.problem().micro_batches - 1));
  }
  for (const LegendEntry& entry : work_legend(plan.problem(), scene.style.colour_by))
    line.add(QColor(entry.colour), text(entry.words));
}

std::array<bool, idle_causes> causes_in(const Charts& plans) {
  std::array<bool, idle_causes> found{};
  for (const auto& plan : plans)
    for (const DeviceTime& times : plan->times)
      for (std::size_t cause = 0; cause < idle_causes; ++cause)
        if (times.idle[cause] > 0) found[cause] = true;
  return found;
}

// As bubbles look: hatched over a tint.
void add_idle(Line& line, const Canvas& c) {
  if (!c.scene.style.bubbles && c.layout.difference == 0) return;
  const auto found = causes_in(c.scene.plans);
  line.add_words(QStringLiteral("idle for:"));
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (found[cause])
      line.add_hatched(c.colours.causes[cause], c.colours.tint,
                       text(std::string(to_string(static_cast<IdleCause>(cause)))));
}

}  // namespace

void paint_legend(const Canvas& c) {
  const QRectF place(c.area.left(), c.bottom(), c.area.width(), c.layout.legend);
  c.painter.fillRect(place, c.colours.paper);
  if (c.scene.plans.empty()) return;
  c.painter.setFont(legend_font(c));
  Line line(c, place.adjusted(8, 0, -8, 0));
  add_work(line, c.scene);
  add_idle(line, c);
  const ChartStyle& style = c.scene.style;
  if (c.layout.difference > 0) line.add(c.colours.work, QStringLiteral("work"));
  if (style.critical_path) line.add_line(QPen(c.colours.critical, 3), QStringLiteral("critical path"));
  if (style.transfers) {
    line.add(c.colours.transfer, QStringLiteral("transfer"));
    line.add(c.colours.latency, QStringLiteral("latency"));
  }
  if (style.memory) {
    line.add_line(QPen(c.colours.memory, 2), QStringLiteral("memory"));
    line.add_line(QPen(c.colours.limit, 1, Qt::DashLine), QStringLiteral("limit"));
  }
}

}  // namespace repetend::gui
