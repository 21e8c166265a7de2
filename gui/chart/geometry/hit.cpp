#include "gui/chart/geometry/hit.hpp"

#include <algorithm>

#include "gui/chart/data/words.hpp"

namespace repetend::gui {

namespace {

// The instance at this time, or the one that a pixel to either side is nearest to.
std::optional<std::size_t> instance_at(const ChartedPlan& plan, MachineId m, Time at, Time pixel) {
  const std::size_t k = plan.first_after(m, at);
  if (k < plan.ran(m) && plan.start(plan.at(m, k)) <= at + pixel) return k;
  if (k > 0 && plan.end(plan.at(m, k - 1)) > at - pixel) return k - 1;
  return {};
}

std::optional<std::size_t> transfer_at(const ChartedPlan& plan, const LinkRow& link, Time at, Time pixel) {
  const auto& runs = plan.simulation.transfers;
  const auto found =
      std::ranges::partition_point(link.transfers, [&](auto k) { return runs[k].delivered <= at - pixel; });
  if (found == link.transfers.end() || runs[*found].start > at + pixel) return {};
  return static_cast<std::size_t>(found - link.transfers.begin());
}

constexpr std::array part_of{Hit::Part::heading, Hit::Part::device, Hit::Part::memory, Hit::Part::link,
                             Hit::Part::lane};

// `part`: of the row's height that is above.
void look_into_row(const Scene& scene, double part, Hit& result) {
  const ChartedPlan& plan = *scene.plans[result.plan];
  const Time pixel = scene.scale.span(1);
  if (result.part == Hit::Part::device || result.part == Hit::Part::lane)
    if (const auto k = instance_at(plan, result.machine(), result.at, pixel))
      result.position = plan.position_at_height(result.machine(), *k, part);
  if (result.part == Hit::Part::device && !result.position)
    result.idle = plan.idle_at(result.device(), result.at);
  if (result.part == Hit::Part::link)
    result.position = transfer_at(plan, plan.links[result.index], result.at, pixel);
}

}  // namespace

Hit hit(const Scene& scene, const Layout& layout, QPointF point, QSizeF size, double scroll) {
  Hit result;
  result.at = scene.scale.to_time(point.x() - layout.gutter);
  const double y = point.y() - layout.axis, bottom = size.height() - layout.legend;
  if (y < 0 || point.y() >= bottom) {
    result.part = y < 0 ? Hit::Part::axis : Hit::Part::legend;
    return result;
  }
  for (std::size_t p = 0; p < scene.plans.size(); ++p) {
    const QRectF heading = heading_place(layout, p, scroll);
    if (y < heading.top() || y >= heading.bottom()) continue;
    result.part = Hit::Part::heading;
    result.plan = p;
    return result;
  }
  const LayoutRow* row = layout.row_at(y + scroll);
  if (!row) return result;
  result.plan = row->plan;
  result.index = row->index;
  const double right = layout.gutter + layout.left_over(size.width());
  if (point.x() >= right) {
    // A pointer may be outside of what is shown: left behind by a window that shrank, or dragged there.
    if (row->kind == RowKind::device && point.x() < right + layout.difference)
      result.part = Hit::Part::difference;
    return result;
  }
  if (point.x() < layout.gutter) {
    if (row->kind == RowKind::device && scene.plans[row->plan]->has_further_lanes(result.device()))
      result.part = Hit::Part::name;
    return result;
  }
  result.part = part_of[static_cast<std::size_t>(row->kind)];
  look_into_row(scene, (y + scroll - row->top) / row->height, result);
  return result;
}

QString describe(const Scene& scene, const Hit& hit) {
  if (!hit.is_of_plan()) return {};
  const ChartedPlan& plan = *scene.plans[hit.plan];
  switch (hit.part) {
    case Hit::Part::heading:
      return (QStringList(text(plan.title)) + figures(plan)).join(", ");
    case Hit::Part::device:
    case Hit::Part::lane:
      if (hit.position) return describe(plan, plan.at(hit.machine(), *hit.position));
      return hit.idle ? describe(plan, hit.device(), *hit.idle) : QString();
    case Hit::Part::name:
      return describe_lanes(plan, hit.device(), scene.style.lanes);
    case Hit::Part::memory:
      return describe_memory(plan, PoolId{hit.index}, hit.at);
    case Hit::Part::link:
      if (!hit.position) return {};
      return describe(plan, plan.simulation.transfers[plan.links[hit.index].transfers[*hit.position]]);
    default:
      break;
  }
  const ChartedPlan& reference = *scene.plans[*scene.style.reference];
  const auto all = savings(plan, reference);
  return hit.index < all.size() ? describe(plan, reference, hit.device(), all[hit.index]) : QString();
}

}  // namespace repetend::gui
