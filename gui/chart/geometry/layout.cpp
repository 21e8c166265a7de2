#include "gui/chart/geometry/layout.hpp"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "gui/chart/geometry/legend.hpp"

namespace repetend::gui {

namespace {

constexpr double gap = 2, chart_gap = 10;
// These heights are of a device's row at a line height of 16: rows shrink to `least_row` if that shows all of
// them at once; where it does not, one has to scroll anyway and they take what is comfortable.
constexpr double least_row = 9, comfortable_row = 18, most_row = 64;
// Memory rows take this part of what there is for a device, within lines of text; and are not worth more than
// their device's row can be read.
constexpr double memory_part = 0.5, least_memory = 1.4, comfortable_memory = 2.2, most_memory = 3;
constexpr double least_row_with_memory = 13;
constexpr double widest_name = 110;
constexpr double phases_without_words = 4;  // where height is scarce

struct Heights {
  double heading, phases, device, memory, link;
};

// What is not rows of devices, of all plans, and the number of those.
struct Needed {
  double others = 0;
  std::size_t devices = 0;
};

Needed needed(const Scene& scene, const Heights& heights) {
  Needed result;
  for (std::size_t p = 0; p < scene.plans.size(); ++p) {
    const ChartedPlan& plan = *scene.plans[p];
    result.others += heights.heading + chart_gap;
    if (scene.is_folded(p)) continue;
    const auto devices = static_cast<double>(plan.devices.size()),
               links = static_cast<double>(plan.links.size());
    result.devices += plan.devices.size();
    result.others += gap * devices + (plan.phases ? heights.phases : 0);
    if (scene.style.memory) result.others += devices * gap;
    if (scene.style.transfers) result.others += links * (heights.link + gap);
  }
  return result;
}

// What there is for a device, with its memory.
double height_of_each(const Scene& scene, const Heights& heights, double height) {
  const Needed rest = needed(scene, heights);
  return (height - rest.others) / static_cast<double>(std::max<std::size_t>(rest.devices, 1));
}

Heights heights(const Scene& scene, double line, double height) {
  Heights result{std::ceil(line + 6), std::ceil(line), 0, 0, std::round(0.75 * line)};
  const double unit = line / 16;
  double each = height_of_each(scene, result, height);
  if (each < least_row * unit) {
    result.phases = phases_without_words;
    each = height_of_each(scene, result, height);
  }
  if (scene.style.memory)
    result.memory = std::round(std::clamp(memory_part * each, least_memory * line, most_memory * line));
  each -= result.memory;
  if (each < (scene.style.memory ? least_row_with_memory : least_row) * unit) {
    each = comfortable_row * unit;
    if (scene.style.memory) result.memory = std::round(comfortable_memory * line);
  }
  result.device = std::floor(std::min(each, most_row * unit));
  return result;
}

void add_plan(Layout& layout, const Scene& scene, std::size_t p, const Heights& heights) {
  const ChartedPlan& plan = *scene.plans[p];
  const auto add = [&](RowKind kind, std::size_t index, double height) {
    layout.rows.push_back({kind, p, index, layout.height, height});
    layout.height += height + gap;
  };
  add(RowKind::heading, 0, heights.heading + (plan.phases && !scene.is_folded(p) ? heights.phases : 0));
  std::size_t link = 0;
  for (std::size_t d = 0; !scene.is_folded(p) && d < plan.devices.size(); ++d) {
    add(RowKind::device, d, heights.device);
    for (; scene.style.transfers && link < plan.links.size() && plan.links[link].from.index() == d; ++link)
      add(RowKind::link, link, heights.link);
    if (scene.style.memory) add(RowKind::memory, d, heights.memory);
  }
  layout.height += chart_gap - gap;
}

double gutter(const Scene& scene, const QFontMetricsF& metrics) {
  double width = metrics.horizontalAdvance("gpu00");
  for (const auto& plan : scene.plans)
    for (const Device& device : plan->problem().devices)
      width = std::max(width, metrics.horizontalAdvance(QString::fromStdString(device.name)));
  return std::ceil(std::min(width, widest_name * metrics.height() / 16) + metrics.height());
}

}  // namespace

Time Scene::end() const {
  Time end = 0;
  for (const auto& plan : plans) end = std::max(end, plan->makespan());
  return end;
}

const LayoutRow* Layout::row_at(double y) const {
  const auto row = std::ranges::find_if(rows, [&](const LayoutRow& r) { return y < r.bottom(); });
  return row != rows.end() && y >= row->top ? &*row : nullptr;
}

const LayoutRow* Layout::device_row(std::size_t plan, DeviceId d) const {
  const auto row = std::ranges::find_if(rows, [&](const LayoutRow& r) {
    return r.kind == RowKind::device && r.plan == plan && r.index == d.index();
  });
  return row == rows.end() ? nullptr : &*row;
}

const LayoutRow& Layout::heading_of(std::size_t plan) const {
  const auto row = std::ranges::find(rows, plan, &LayoutRow::plan);
  if (row == rows.end()) throw std::logic_error("the layout has no such plan");
  return *row;
}

double Layout::bottom_of(std::size_t plan) const {
  double bottom = 0;
  for (const LayoutRow& row : rows)
    if (row.plan == plan) bottom = row.bottom();
  return bottom;
}

QRectF heading_place(const Layout& layout, std::size_t plan, double scroll) {
  const LayoutRow& heading = layout.heading_of(plan);
  const double stuck = std::min(std::max(heading.top, scroll), layout.bottom_of(plan) - heading.height);
  return {0, stuck - scroll, 0, heading.height};
}

Layout lay_out(const Scene& scene, double height, double width) {
  const QFontMetricsF metrics(scene.font);
  Layout layout;
  layout.axis = std::ceil(metrics.height() + 8);
  layout.legend = legend(scene, {width, height}).height;
  layout.gutter = gutter(scene, metrics);
  layout.difference = scene.compares() ? std::ceil(14 * metrics.height()) : 0;
  const Heights row_heights = heights(scene, metrics.height(), height - layout.axis - layout.legend);
  for (std::size_t p = 0; p < scene.plans.size(); ++p) add_plan(layout, scene, p, row_heights);
  return layout;
}

QFont scaled(QFont font, double factor) {
  font.setPointSizeF(font.pointSizeF() * factor);
  return font;
}

}  // namespace repetend::gui
