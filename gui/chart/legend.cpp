#include "gui/chart/legend.hpp"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

#include "gui/chart/canvas.hpp"
#include "gui/chart/words.hpp"

namespace repetend::gui {

namespace {

using Swatch = LegendItem::Swatch;
using Items = std::vector<LegendItem>;

constexpr double smaller = 0.88;  // than the rest, so that it fits beside panels
constexpr double edge = 8;        // pixels left free on either side

void add_ramp(Items& items, const ChartedPlan& plan) {
  const auto& blocks = plan.problem().blocks;
  const auto forward = std::ranges::find(blocks, BlockKind::forward, &Block::kind);
  const BlockId shade{forward == blocks.end() ? std::size_t{0}
                                              : static_cast<std::size_t>(forward - blocks.begin())};
  const int last = plan.problem().micro_batches - 1, shown = std::min(last, 23);
  std::vector<QRgb> ramp;
  for (int n = 0; n <= shown; ++n)
    ramp.push_back(plan.colours.front().of(
        {shade, shown == 0 ? 0 : static_cast<std::int32_t>(static_cast<long>(n) * last / shown)}));
  items.push_back({Swatch::ramp, ramp, QStringLiteral("micro-batch 0 to %1").arg(last)});
}

void add_work(Items& items, const Scene& scene) {
  const ChartedPlan& plan = *scene.plans.front();
  if (scene.style.colour_by == ChartStyle::ColourBy::micro_batch) add_ramp(items, plan);
  for (const LegendEntry& entry : work_legend(plan.problem(), scene.style.colour_by))
    items.push_back({Swatch::box, {entry.colour}, text(entry.words)});
}

std::array<bool, idle_causes> causes_in(const Charts& plans) {
  std::array<bool, idle_causes> found{};
  for (const auto& plan : plans)
    for (const DeviceTime& times : plan->times)
      for (std::size_t cause = 0; cause < idle_causes; ++cause)
        if (times.idle[cause] > 0) found[cause] = true;
  return found;
}

void add_idle(Items& items, const Scene& scene, const Palette& colours) {
  if (!scene.style.bubbles && !scene.compares()) return;
  const auto found = causes_in(scene.plans);
  items.push_back({Swatch::none, {}, QStringLiteral("idle for:")});
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (found[cause])
      items.push_back({Swatch::bubble,
                       {colours.causes[cause].rgb()},
                       text(std::string(to_string(static_cast<IdleCause>(cause))))});
}

Items items_of(const Scene& scene) {
  Items items;
  if (scene.plans.empty()) return items;
  const Palette& colours = palette(scene.style.dark);
  const ChartStyle& style = scene.style;
  const auto box = [&](const QColor& colour, const char* words) {
    items.push_back({Swatch::box, {colour.rgb()}, QString::fromLatin1(words)});
  };
  const auto line = [&](const QPen& pen, const char* words) {
    items.push_back({Swatch::line, {}, QString::fromLatin1(words), pen});
  };
  add_work(items, scene);
  add_idle(items, scene, colours);
  if (scene.compares()) box(colours.work, "work");
  if (style.critical_path) line(QPen(colours.critical, 3), "critical path");
  if (style.transfers) box(colours.transfer, "transfer");
  if (style.transfers) box(colours.latency, "latency");
  if (style.memory) line(QPen(colours.memory, 2), "memory");
  if (style.memory) line(QPen(colours.limit, 1, Qt::DashLine), "limit");
  return items;
}

double swatch_width(Swatch swatch, const QFontMetricsF& metrics) {
  const double box = std::round(metrics.ascent());
  switch (swatch) {
    case Swatch::none:
      return 0;
    case Swatch::box:
    case Swatch::bubble:
      return box;
    case Swatch::line:
      return 2 * box;
    case Swatch::ramp:
      break;
  }
  return 5 * metrics.height();
}

}  // namespace

Legend legend(const Scene& scene, double width) {
  Legend result;
  result.items = items_of(scene);
  result.font = scaled(scene.font, smaller);
  const QFontMetricsF metrics(result.font);
  constexpr double before_words = 5;
  double x = edge;
  int line = 0;
  for (LegendItem& item : result.items) {
    item.swatch_width = swatch_width(item.swatch, metrics);
    const bool heads = item.swatch == Swatch::none;  // what follows, and stands near to it
    item.width = item.swatch_width + (heads ? 0 : before_words) + metrics.horizontalAdvance(item.words) +
                 (heads ? 0.4 : 0.8) * metrics.height();
    if (width > 0 && x > edge && x + item.width > width) ++line, x = edge;
    item.x = x;
    item.line = line;
    x += item.width;
  }
  result.line_height = std::ceil(metrics.height() + 4);
  result.height = (line + 1) * result.line_height + 4;
  return result;
}

}  // namespace repetend::gui
