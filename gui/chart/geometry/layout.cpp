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
constexpr double triangle_part = 0.6;  // of the height of a line
constexpr double lane_part = 0.7;      // of the height of a device's row
constexpr double widest_name = 110;
constexpr double phases_without_words = 4;  // where height is scarce

struct Heights {
  double heading, phases, device, memory, link, lane;
};

// What is not rows of machines, of all plans, the number of those in devices' rows, and of memory rows.
struct Needed {
  double others = 0, devices = 0, memories = 0;
};

std::size_t further_rows(const ChartedPlan& plan) { return plan.rows.size() - plan.device_count(); }

Needed needed(const Scene& scene, const Heights& heights) {
  Needed result;
  for (std::size_t p = 0; p < scene.plans.size(); ++p) {
    const ChartedPlan& plan = *scene.plans[p];
    result.others += heights.heading + chart_gap;
    if (scene.is_folded(p)) continue;
    const auto devices = static_cast<double>(plan.device_count()),
               lanes = scene.style.lanes ? static_cast<double>(further_rows(plan)) : 0,
               links = static_cast<double>(plan.links.size()),
               memories = static_cast<double>(plan.memory.size());
    result.devices += devices + lane_part * lanes;
    result.memories += memories;
    result.others += gap * (devices + lanes) + (plan.phases ? heights.phases : 0);
    if (scene.style.memory) result.others += memories * gap;
    if (scene.style.transfers) result.others += links * (heights.link + gap);
  }
  return result;
}

// What there is for a device, with its memory.
double height_of_each(const Needed& needed, double height) {
  return (height - needed.others) / std::max(needed.devices, 1.0);
}

Heights heights(const Scene& scene, double line, double height) {
  Heights result{std::ceil(line + 6), std::ceil(line), 0, 0, std::round(0.75 * line), 0};
  const double unit = line / 16;
  Needed all = needed(scene, result);
  double each = height_of_each(all, height);
  if (each < least_row * unit) {
    result.phases = phases_without_words;
    all = needed(scene, result);
    each = height_of_each(all, height);
  }
  if (scene.style.memory)
    result.memory = std::round(std::clamp(memory_part * each, least_memory * line, most_memory * line));
  each -= result.memory * (all.memories / std::max(all.devices, 1.0));
  if (each < (scene.style.memory ? least_row_with_memory : least_row) * unit) {
    each = comfortable_row * unit;
    if (scene.style.memory) result.memory = std::round(comfortable_memory * line);
  }
  result.device = std::floor(std::min(each, most_row * unit));
  result.lane = std::floor(lane_part * result.device);
  return result;
}

void add_plan(Layout& layout, const Scene& scene, std::size_t p, const Heights& heights) {
  const ChartedPlan& plan = *scene.plans[p];
  const auto add = [&](RowKind kind, std::size_t index, double height) {
    layout.rows.push_back({kind, p, index, layout.height, height});
    layout.height += height + gap;
  };
  add(RowKind::heading, 0, heights.heading + (plan.phases && !scene.is_folded(p) ? heights.phases : 0));
  if (scene.is_folded(p)) {
    layout.height += chart_gap - gap;
    return;
  }
  const auto add_lanes = [&](std::optional<DeviceId> of) {
    for (const app::ChartRow& row : plan.rows)
      if (scene.style.lanes && !row.computes && owner(plan.problem(), row.machine) == of)
        add(RowKind::lane, row.machine.index(), heights.lane);
  };
  std::size_t link = 0;
  for (std::size_t d = 0; d < plan.device_count(); ++d) {
    add(RowKind::device, d, heights.device);
    add_lanes(DeviceId{d});
    for (; scene.style.transfers && link < plan.links.size() && plan.links[link].from.index() == d; ++link)
      add(RowKind::link, link, heights.link);
    if (scene.style.memory) add(RowKind::memory, d, heights.memory);
  }
  add_lanes({});
  for (std::size_t pool = plan.device_count(); scene.style.memory && pool < plan.memory.size(); ++pool)
    add(RowKind::memory, pool, heights.memory);
  layout.height += chart_gap - gap;
}

double gutter(const Scene& scene, const QFontMetricsF& metrics) {
  double width = metrics.horizontalAdvance("gpu00");
  bool folds = false;
  const auto fit = [&](const std::string& name) {
    width = std::max(width, metrics.horizontalAdvance(QString::fromStdString(name)));
  };
  for (const auto& plan : scene.plans) {
    for (const Device& device : plan->problem().devices) fit(device.name);
    for (const app::ChartRow& row : plan->rows)
      if (!row.computes && scene.style.lanes) fit(row.label);
    for (const Pool& pool : plan->problem().pools)
      if (scene.style.memory) fit(pool.name);
    for (DeviceId d : ids<DeviceId>(plan->device_count())) folds |= plan->has_further_lanes(d);
  }
  const double triangle = folds ? triangle_part * metrics.height() : 0;
  return std::ceil(std::min(width, widest_name * metrics.height() / 16) + metrics.height() + triangle);
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

const LayoutRow* Layout::machine_row(std::size_t plan, MachineId m) const {
  const auto row = std::ranges::find_if(
      rows, [&](const LayoutRow& r) { return r.runs() && r.plan == plan && r.machine() == m; });
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

const LayoutRow* row_of(const Layout& layout, std::size_t plan, const Problem& problem, BlockId b) {
  for (const MachineId m : machines_of(problem, b))
    if (const LayoutRow* row = layout.machine_row(plan, m)) return row;
  return layout.machine_row(plan, computing(problem.block(b).uses.front().device));
}

QFont scaled(QFont font, double factor) {
  font.setPointSizeF(font.pointSizeF() * factor);
  return font;
}

}  // namespace repetend::gui
