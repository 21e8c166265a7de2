#include <QKeyEvent>
#include <algorithm>
#include <array>
#include <span>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

namespace {

constexpr double zoom_step = 1.25, pan_step = 0.1;  // of the width

void step_to(GanttView& view, std::size_t plan, MachineId row, std::size_t position) {
  view.select(plan, row, position);
  view.show_selection();
}

void zoom(GanttView& view, double factor) {
  view.set_scale(view.scale().zoomed_at(view.pixel_of_interest(), factor));
}
void pan(GanttView& view, double part) { view.set_scale(view.scale().panned(part * view.chart_width())); }
void to_start(GanttView& view) { view.set_scale({0, view.scale().ns_per_pixel}); }
void fold(GanttView& view) {
  if (const auto plan = view.plan_of_interest()) view.toggle_fold(*plan);
}

// The position is that of the selection in the order of its row's machine.
std::size_t selected_position(const GanttView& view) {
  const ChartedPlan& plan = *view.plans()[view.selection()->plan];
  return plan.position(view.selected_row(), view.selection()->instance);
}

// Selects the first instance in sight of the first plan that has one.
void select_first(GanttView& view) {
  for (const LayoutRow& row : view.layout().rows) {
    if (!row.runs()) continue;
    const MachineId m = row.machine();
    const ChartedPlan& plan = *view.plans()[row.plan];
    const std::size_t k = plan.first_after(m, view.scale().from);
    if (k < plan.ran(m)) return step_to(view, row.plan, m, k);
  }
}

void step(GanttView& view, int places) {
  if (!view.selection()) return select_first(view);
  const std::size_t position = selected_position(view), plan = view.selection()->plan;
  if (places < 0 && position == 0) return;
  const std::size_t next = places < 0 ? position - 1 : position + 1;
  if (next < view.plans()[plan]->ran(view.selected_row())) step_to(view, plan, view.selected_row(), next);
}

// Selects what runs at the same time, or next, in the row above or below, also of the plan above or below.
void step_row(GanttView& view, int rows) {
  const auto selected = view.selection();
  if (!selected) return select_first(view);
  std::vector<const LayoutRow*> shown;
  for (const LayoutRow& row : view.layout().rows)
    if (row.runs()) shown.push_back(&row);
  const auto here = std::ranges::find_if(shown, [&](const LayoutRow* row) {
    return row->plan == selected->plan && row->machine() == view.selected_row();
  });
  const Time at = view.plans()[selected->plan]->start(selected->instance);
  for (auto row = here - shown.begin() + rows; row >= 0 && row < std::ssize(shown); row += rows) {
    const LayoutRow& there = *shown[static_cast<std::size_t>(row)];
    const ChartedPlan& plan = *view.plans()[there.plan];
    const MachineId m = there.machine();
    if (plan.ran(m) == 0) continue;
    return step_to(view, there.plan, m, std::min(plan.first_after(m, at), plan.ran(m) - 1));
  }
}

// The selected instance moves in its device's order.
void move_selected(GanttView& view, int places) {
  if (!view.selection()) return;
  const std::size_t position = selected_position(view), plan = view.selection()->plan;
  const MachineId m = view.selected_row();
  if (!computes(view.plans()[plan]->problem(), m)) return;
  if (places < 0 ? position == 0 : position + 1 >= view.plans()[plan]->ran(m)) return;
  view.request_reorder({plan, DeviceId{m.value}, position, places < 0 ? position - 1 : position + 2, 0});
}

struct Binding {
  Qt::Key key;
  void (*act)(GanttView&);
};

constexpr std::array bindings{
    Binding{Qt::Key_W, [](GanttView& view) { zoom(view, 1 / zoom_step); }},
    Binding{Qt::Key_S, [](GanttView& view) { zoom(view, zoom_step); }},
    Binding{Qt::Key_A, [](GanttView& view) { pan(view, -pan_step); }},
    Binding{Qt::Key_D, [](GanttView& view) { pan(view, pan_step); }},
    Binding{Qt::Key_Home, to_start},
    Binding{Qt::Key_End,
            [](GanttView& view) {
              view.set_scale(TimeScale{view.end(), view.scale().ns_per_pixel}.panned(-view.chart_width()));
            }},
    Binding{Qt::Key_Period, [](GanttView& view) { step(view, 1); }},
    Binding{Qt::Key_Right, [](GanttView& view) { step(view, 1); }},
    Binding{Qt::Key_Comma, [](GanttView& view) { step(view, -1); }},
    Binding{Qt::Key_Left, [](GanttView& view) { step(view, -1); }},
    Binding{Qt::Key_Up, [](GanttView& view) { step_row(view, -1); }},
    Binding{Qt::Key_Down, [](GanttView& view) { step_row(view, 1); }},
    Binding{Qt::Key_F, [](GanttView& view) { view.fit(); }},
    Binding{Qt::Key_M, [](GanttView& view) { view.toggle_measure(); }},
    Binding{Qt::Key_Escape, [](GanttView& view) { view.cancel(); }},
    Binding{Qt::Key_Return, fold},
    Binding{Qt::Key_Enter, fold},
};
constexpr std::array bindings_with_control{
    Binding{Qt::Key_Left, [](GanttView& view) { move_selected(view, -1); }},
    Binding{Qt::Key_Right, [](GanttView& view) { move_selected(view, 1); }},
};

}  // namespace

bool press_key(GanttView& view, const QKeyEvent& event) {
  const bool control = event.modifiers() & Qt::ControlModifier;
  const std::span<const Binding> known =
      control ? std::span<const Binding>(bindings_with_control) : std::span<const Binding>(bindings);
  const auto binding = std::ranges::find(known, static_cast<Qt::Key>(event.key()), &Binding::key);
  if (binding == known.end()) return false;
  binding->act(view);
  return true;
}

}  // namespace repetend::gui
