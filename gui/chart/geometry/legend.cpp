#include "gui/chart/geometry/legend.hpp"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <functional>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {

namespace {

using Swatch = LegendItem::Swatch;
using Items = std::vector<LegendItem>;

constexpr double smaller = 0.88;  // than the rest, so that it fits beside panels
constexpr double blank = 8;       // pixels left free on either side
constexpr int most_lines = 3;     // and no more than a sixth of the height, but for one

// The legend is of all plans: each may have its own kinds and number of stages.
void add_work(Items& items, const Scene& scene) {
  std::vector<app::LegendEntry> all;
  for (const auto& plan : scene.plans)
    for (app::LegendEntry& entry : app::work_legend(plan->problem(), scene.style.colour_by))
      if (std::ranges::find(all, entry) == all.end()) all.push_back(std::move(entry));
  for (app::LegendEntry& entry : all)
    items.push_back({Swatch::colours, std::move(entry.colours), text(entry.words)});
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
  if (std::ranges::none_of(found, std::identity())) return;
  items.push_back({Swatch::heading, {}, "idle for:"});
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (found[cause])
      items.push_back(
          {Swatch::bubble, {colours.causes[cause].rgb()}, text(to_string(static_cast<IdleCause>(cause)))});
}

bool anything_exposed(const Scene& scene) {
  const auto is_exposed = [](const LaneTime& lane) { return !lane.exposed_in.empty(); };
  return scene.style.lanes && std::ranges::any_of(scene.plans, [&](const auto& plan) {
           return std::ranges::any_of(plan->lanes, is_exposed);
         });
}

Items items_of(const Scene& scene) {
  Items items;
  if (scene.plans.empty()) return items;
  const Palette& colours = palette(scene.style.dark);
  const ChartStyle& style = scene.style;
  const auto box = [&](const QColor& colour, const char* words) {
    items.push_back({Swatch::colours, {colour.rgb()}, QString::fromLatin1(words)});
  };
  const auto line = [&](const QPen& pen, const char* words) {
    items.push_back({Swatch::line, {}, QString::fromLatin1(words), pen});
  };
  add_work(items, scene);
  if (scene.compares()) box(colours.work, "work");
  if (style.critical_path) line(QPen(colours.critical, 3), "critical path");
  if (style.transfers) box(colours.transfer, "transfer");
  if (style.transfers) box(colours.latency, "latency");
  if (anything_exposed(scene)) items.push_back({Swatch::bubble, {colours.exposed.rgb()}, QString("exposed")});
  if (style.memory) line(QPen(colours.memory, 2), "memory");
  if (style.memory) line(QPen(colours.limit, 1, Qt::DashLine), "limit");
  add_idle(items, scene, colours);  // last: its heading is for all that follows
  return items;
}

double swatch_width(const LegendItem& item, const QFontMetricsF& metrics) {
  const double box = std::round(metrics.ascent());
  if (item.swatch == Swatch::line) return 2 * box;
  return std::min(5 * metrics.height(), static_cast<double>(item.colours.size()) * box);
}

// It stands near to what follows.
bool heads(const LegendItem& item) { return item.swatch == Swatch::heading; }

void measure(LegendItem& item, const QFontMetricsF& metrics) {
  constexpr double before_words = 5;
  item.swatch_width = swatch_width(item, metrics);
  item.width = item.swatch_width + (heads(item) ? 0 : before_words) + metrics.horizontalAdvance(item.words) +
               (heads(item) ? 0.4 : 0.8) * metrics.height();
}

// Items stand one after the other; a heading never ends a line.
void place(Items& items, double width) {
  double x = blank;
  int line = 0;
  for (auto item = items.begin(); item != items.end(); ++item) {
    const bool leads = heads(*item) && std::next(item) != items.end();
    const double needed = item->width + (leads ? std::next(item)->width : 0);
    if (width > 0 && x > blank && x + needed > width) ++line, x = blank;
    item->x = x;
    item->line = line;
    x += item->width;
  }
}

// Takes items away from the end until the rest and the count of those fit.
void cut(Items& items, double width, int lines, const QFontMetricsF& metrics) {
  Items kept = items;
  for (int more = 0; !kept.empty();) {
    if (!heads(kept.back())) ++more;
    kept.pop_back();
    items = kept;
    items.push_back({Swatch::more, {}, QString("+ %1 more").arg(more)});
    measure(items.back(), metrics);
    place(items, width);
    if (items.back().line < lines && (kept.empty() || !heads(kept.back()))) return;
  }
}

}  // namespace

Legend legend(const Scene& scene, QSizeF area) {
  Legend result;
  result.items = items_of(scene);
  result.font = scaled(scene.font, smaller);
  const QFontMetricsF metrics(result.font);
  for (LegendItem& item : result.items) measure(item, metrics);
  place(result.items, area.width());
  result.line_height = std::ceil(metrics.height() + 4);
  const int lines = std::clamp(static_cast<int>(area.height() / 6 / result.line_height), 1, most_lines);
  if (area.width() > 0 && !result.items.empty() && result.items.back().line >= lines)
    cut(result.items, area.width(), lines, metrics);
  const int last = result.items.empty() ? 0 : result.items.back().line;
  result.height = (last + 1) * result.line_height + 4;
  return result;
}

QString legend_words(const Scene& scene) {
  QStringList words;
  for (const LegendItem& item : items_of(scene)) words << item.words;
  return words.join('\n');
}

}  // namespace repetend::gui
