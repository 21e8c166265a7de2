#include "gui/chart/layout.hpp"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace repetend::gui {

namespace {

constexpr double gap = 2, chart_gap = 10;
constexpr double least_row = 9, most_row = 26;  // at a font scale of 1
constexpr double widest_name = 110;

struct Heights {
  double heading, device, memory, link;
};

std::size_t shown_devices(const Scene& scene) {
  std::size_t count = 0;
  for (std::size_t p = 0; p < scene.plans.size(); ++p)
    if (!scene.is_folded(p)) count += scene.plans[p]->problem().devices.size();
  return count;
}

Heights heights(const Scene& scene, const QFontMetricsF& metrics, double height) {
  const double line = metrics.height();
  Heights result{std::round(2 * line + 4), 0, scene.style.memory ? std::round(2 * line) : 0,
                 std::round(0.62 * line)};
  const auto devices = static_cast<double>(std::max<std::size_t>(shown_devices(scene), 1));
  const double others = static_cast<double>(scene.plans.size()) * (result.heading + chart_gap);
  const double room = (height - others) / devices - gap - (result.memory > 0 ? result.memory + gap : 0);
  const double unit = line / 16;
  result.device = std::floor(std::clamp(room, least_row * unit, most_row * unit));
  return result;
}

class Stack {
 public:
  explicit Stack(Layout& layout) : layout_(layout) {}
  void add(RowKind kind, std::size_t plan, std::size_t index, double height) {
    layout_.rows.push_back({kind, plan, index, layout_.height, height});
    layout_.height += height + gap;
  }
  void end_chart() { layout_.height += chart_gap - gap; }

 private:
  Layout& layout_;
};

void add_plan(Stack& stack, const Scene& scene, std::size_t p, const Heights& heights) {
  const ChartedPlan& plan = *scene.plans[p];
  stack.add(RowKind::heading, p, 0, heights.heading);
  if (scene.is_folded(p)) return stack.end_chart();
  std::size_t link = 0;
  for (std::size_t d = 0; d < plan.devices.size(); ++d) {
    stack.add(RowKind::device, p, d, heights.device);
    for (; scene.style.transfers && link < plan.links.size() && plan.links[link].from.index() == d; ++link)
      stack.add(RowKind::link, p, link, heights.link);
    if (scene.style.memory) stack.add(RowKind::memory, p, d, heights.memory);
  }
  stack.end_chart();
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

Layout lay_out(const Scene& scene, double height) {
  const QFontMetricsF metrics(scene.font);
  Layout layout;
  layout.axis = std::ceil(metrics.height() + 8);
  layout.legend = std::ceil(metrics.height() + 8);
  layout.gutter = gutter(scene, metrics);
  const bool differs = scene.style.reference && *scene.style.reference < scene.plans.size();
  layout.difference = differs ? std::ceil(14 * metrics.height()) : 0;
  const Heights row_heights = heights(scene, metrics, height - layout.axis - layout.legend);
  Stack stack(layout);
  for (std::size_t p = 0; p < scene.plans.size(); ++p) add_plan(stack, scene, p, row_heights);
  return layout;
}

}  // namespace repetend::gui
