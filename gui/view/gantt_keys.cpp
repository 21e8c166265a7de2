#include "gui/view/gantt_keys.hpp"

#include <QKeyEvent>
#include <algorithm>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

namespace {

constexpr double zoom_step = 1.25, pan_step = 0.1;  // of the width

void step_to(GanttView& view, std::size_t plan, DeviceId row, std::size_t position) {
  view.select(plan, row, position);
  view.show_selection();
}

// The position is that of the selection in the order of its row's device.
std::size_t selected_position(const GanttView& view) {
  const ChartedPlan& plan = *view.plans()[view.selection()->plan];
  return plan.first_after(view.selected_row(), plan.start(view.selection()->instance));
}

// Selects the first instance in sight of the first plan that has one.
void select_first(GanttView& view) {
  for (const LayoutRow& row : view.layout().rows) {
    if (row.kind != RowKind::device) continue;
    const DeviceId d{row.index};
    const ChartedPlan& plan = *view.plans()[row.plan];
    const std::size_t k = plan.first_after(d, view.scale().from);
    if (k < plan.ran(d)) return step_to(view, row.plan, d, k);
  }
}

void step(GanttView& view, int places) {
  if (!view.selection()) return select_first(view);
  const std::size_t position = selected_position(view), plan = view.selection()->plan;
  if (places < 0 && position == 0) return;
  const std::size_t next = places < 0 ? position - 1 : position + 1;
  if (next < view.plans()[plan]->ran(view.selected_row())) step_to(view, plan, view.selected_row(), next);
}

// Selects what runs at the same time, or next, on the device above or below, also of the plan above or below.
void step_device(GanttView& view, int rows) {
  const auto selected = view.selection();
  if (!selected) return select_first(view);
  std::vector<const LayoutRow*> devices;
  for (const LayoutRow& row : view.layout().rows)
    if (row.kind == RowKind::device) devices.push_back(&row);
  const auto here = std::ranges::find_if(devices, [&](const LayoutRow* row) {
    return row->plan == selected->plan && row->index == view.selected_row().index();
  });
  const Time at = view.plans()[selected->plan]->start(selected->instance);
  for (auto row = here - devices.begin() + rows; row >= 0 && row < std::ssize(devices); row += rows) {
    const LayoutRow& there = *devices[static_cast<std::size_t>(row)];
    const ChartedPlan& plan = *view.plans()[there.plan];
    const DeviceId d{there.index};
    if (plan.ran(d) == 0) continue;
    return step_to(view, there.plan, d, std::min(plan.first_after(d, at), plan.ran(d) - 1));
  }
}

// The selected instance moves in its device's order.
void move_selected(GanttView& view, int places) {
  if (!view.selection()) return;
  const std::size_t position = selected_position(view), plan = view.selection()->plan;
  const DeviceId d = view.selected_row();
  if (places < 0 ? position == 0 : position + 1 >= view.plans()[plan]->ran(d)) return;
  view.request_reorder({plan, d, position, places < 0 ? position - 1 : position + 2, 0});
}

bool move_view(GanttView& view, int key) {
  const double width = view.chart_width();
  const TimeScale now = view.scale();
  switch (key) {
    case Qt::Key_W:
      view.set_scale(now.zoomed_at(view.pixel_of_interest(), 1 / zoom_step));
      return true;
    case Qt::Key_S:
      view.set_scale(now.zoomed_at(view.pixel_of_interest(), zoom_step));
      return true;
    case Qt::Key_A:
      view.set_scale(now.panned(-pan_step * width));
      return true;
    case Qt::Key_D:
      view.set_scale(now.panned(pan_step * width));
      return true;
    case Qt::Key_Home:
      view.set_scale({0, now.ns_per_pixel});
      return true;
    case Qt::Key_End:
      view.set_scale(TimeScale{view.end(), now.ns_per_pixel}.panned(-width));
      return true;
    default:
      return false;
  }
}

bool move_selection(GanttView& view, int key) {
  switch (key) {
    case Qt::Key_Period:
    case Qt::Key_Right:
      step(view, 1);
      return true;
    case Qt::Key_Comma:
    case Qt::Key_Left:
      step(view, -1);
      return true;
    case Qt::Key_Up:
      step_device(view, -1);
      return true;
    case Qt::Key_Down:
      step_device(view, 1);
      return true;
    default:
      return false;
  }
}

bool act(GanttView& view, int key) {
  switch (key) {
    case Qt::Key_F:
      view.fit();
      return true;
    case Qt::Key_M:
      view.toggle_measure();
      return true;
    case Qt::Key_Escape:
      view.cancel();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (const auto plan = view.plan_of_interest()) view.toggle_fold(*plan);
      return true;
    default:
      return false;
  }
}

}  // namespace

bool press_key(GanttView& view, const QKeyEvent& event) {
  const int key = event.key();
  if (!(event.modifiers() & Qt::ControlModifier))
    return move_view(view, key) || move_selection(view, key) || act(view, key);
  if (key != Qt::Key_Left && key != Qt::Key_Right) return false;
  move_selected(view, key == Qt::Key_Left ? -1 : 1);
  return true;
}

}  // namespace repetend::gui
