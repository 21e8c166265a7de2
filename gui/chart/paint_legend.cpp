#include "gui/chart/canvas.hpp"
#include "gui/chart/words.hpp"

namespace repetend::gui {

namespace {

// Entries from left to right until there is no room for the next.
class Line {
 public:
  Line(const Canvas& c, const QRectF& place)
      : c_(c), place_(place), metrics_(c.scene.font), x_(place.left()) {}

  void add(const QBrush& swatch, const QString& words) {
    const double box = std::round(metrics_.ascent()), width = metrics_.horizontalAdvance(words);
    if (x_ + box + 5 + width > place_.right()) return;
    const QRectF square(x_, place_.center().y() - box / 2, box, box);
    c_.painter.fillRect(square, swatch);
    write(square.right() + 5, words, width);
  }
  void add_ramp(const std::vector<QRgb>& colours, const QString& words) {
    const double length = 5 * metrics_.height(), width = metrics_.horizontalAdvance(words);
    if (x_ + length + 5 + width > place_.right()) return;
    const double box = std::round(metrics_.ascent()), each = length / static_cast<double>(colours.size());
    for (std::size_t k = 0; k < colours.size(); ++k)
      c_.painter.fillRect(
          QRectF(x_ + static_cast<double>(k) * each, place_.center().y() - box / 2, each + 0.5, box),
          QColor(colours[k]));
    write(x_ + length + 5, words, width);
  }

 private:
  void write(double x, const QString& words, double width) {
    c_.painter.setPen(c_.colours.quiet);
    c_.painter.drawText(QRectF(x, place_.top(), width + 2, place_.height()), Qt::AlignVCenter, words);
    x_ = x + width + 1.1 * metrics_.height();
  }

  const Canvas& c_;
  QRectF place_;
  QFontMetricsF metrics_;
  double x_;
};

void add_work(Line& line, const Scene& scene) {
  const ChartedPlan& plan = *scene.plans.front();
  if (scene.style.colour_by == ChartStyle::ColourBy::micro_batch) {
    std::vector<QRgb> ramp;
    for (int n = 0; n < std::min(plan.problem().micro_batches, 24); ++n) {
      const int last = plan.problem().micro_batches - 1, shown = std::min(last, 23);
      ramp.push_back(plan.colours.front().of(
          {BlockId{0}, shown == 0 ? 0 : static_cast<std::int32_t>(static_cast<long>(n) * last / shown)}));
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

}  // namespace

void paint_legend(const Canvas& c) {
  const QRectF place(c.area.left(), c.bottom(), c.area.width(), c.layout.legend);
  c.painter.fillRect(place, c.colours.paper);
  if (c.scene.plans.empty()) return;
  c.painter.setFont(c.scene.font);
  Line line(c, place.adjusted(8, 0, -8, 0));
  add_work(line, c.scene);
  if (!c.scene.style.bubbles && c.layout.difference == 0) return;
  const auto found = causes_in(c.scene.plans);
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (found[cause])
      line.add(QBrush(c.colours.causes[cause], Qt::BDiagPattern), cause_name(static_cast<IdleCause>(cause)));
  if (c.scene.style.critical_path) line.add(c.colours.critical, QStringLiteral("critical path"));
}

}  // namespace repetend::gui
