// GanttView by keyboard.
#include <QKeyEvent>
#include <QScrollBar>
#include <algorithm>

#include "gui/view/gantt_view.hpp"
#include "gui/view/search_text.hpp"

namespace repetend::gui {

namespace {

constexpr double zoom_step = 1.25, pan_step = 0.1;  // of the width

}  // namespace

void GanttView::keyPressEvent(QKeyEvent* event) {
  const bool control = event->modifiers() & Qt::ControlModifier;
  const int key = event->key();
  if (control && (key == Qt::Key_Left || key == Qt::Key_Right))
    return move_selected(key == Qt::Key_Left ? -1 : 1);
  if (control || !(move_view(key) || move_selection(key) || act(key)))
    QAbstractScrollArea::keyPressEvent(event);
}

bool GanttView::move_view(int key) {
  const double width = chart_width();
  const TimeScale& now = scene_.scale;
  switch (key) {
    case Qt::Key_W:
      set_scale(now.zoomed_at(pixel_of_interest(), 1 / zoom_step));
      return true;
    case Qt::Key_S:
      set_scale(now.zoomed_at(pixel_of_interest(), zoom_step));
      return true;
    case Qt::Key_A:
      set_scale(now.panned(-pan_step * width));
      return true;
    case Qt::Key_D:
      set_scale(now.panned(pan_step * width));
      return true;
    case Qt::Key_Home:
      set_scale({0, now.ns_per_pixel});
      return true;
    case Qt::Key_End:
      set_scale(TimeScale{end(), now.ns_per_pixel}.panned(-width));
      return true;
    default:
      return false;
  }
}

bool GanttView::move_selection(int key) {
  switch (key) {
    case Qt::Key_Period:
    case Qt::Key_Right:
      step(1);
      return true;
    case Qt::Key_Comma:
    case Qt::Key_Left:
      step(-1);
      return true;
    case Qt::Key_Up:
      step_device(-1);
      return true;
    case Qt::Key_Down:
      step_device(1);
      return true;
    default:
      return false;
  }
}

bool GanttView::act(int key) {
  switch (key) {
    case Qt::Key_F:
      fit();
      return true;
    case Qt::Key_M:
      toggle_measure();
      return true;
    case Qt::Key_Escape:
      cancel();
      return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (const auto plan = plan_of_interest()) toggle_fold(*plan);
      return true;
    default:
      return false;
  }
}

// Where the selection stands in the order of its row's device.
std::optional<std::size_t> GanttView::selected_position() const {
  if (!marks_.selected) return {};
  const ChartedPlan& plan = *scene_.plans[marks_.selected->plan];
  return plan.first_after(selected_row_, plan.start(marks_.selected->instance));
}

void GanttView::select_position(std::size_t plan, DeviceId d, std::size_t position) {
  selected_row_ = d;
  select(Selected{plan, scene_.plans[plan]->at(d, position)});
  show_selection();
}

// Without a selection: the first instance in sight of the first plan that has one.
void GanttView::step(int places) {
  if (!marks_.selected) {
    for (const LayoutRow& row : layout_.rows) {
      if (row.kind != RowKind::device) continue;
      const ChartedPlan& plan = *scene_.plans[row.plan];
      const std::size_t k = plan.first_after(DeviceId{row.index}, scene_.scale.from);
      if (k < plan.ran(DeviceId{row.index})) return select_position(row.plan, DeviceId{row.index}, k);
    }
    return;
  }
  const std::size_t position = *selected_position(), plan = marks_.selected->plan;
  if (places < 0 && position == 0) return;
  const std::size_t next = places < 0 ? position - 1 : position + 1;
  if (next < scene_.plans[plan]->ran(selected_row_)) select_position(plan, selected_row_, next);
}

// What runs at the same time, or next, on the device above or below; also of the plan above or below.
void GanttView::step_device(int rows) {
  if (!marks_.selected) return step(1);
  std::vector<const LayoutRow*> devices;
  for (const LayoutRow& row : layout_.rows)
    if (row.kind == RowKind::device) devices.push_back(&row);
  const auto here = std::ranges::find_if(devices, [&](const LayoutRow* row) {
    return row->plan == marks_.selected->plan && row->index == selected_row_.index();
  });
  const Time at = scene_.plans[marks_.selected->plan]->start(marks_.selected->instance);
  for (auto row = here - devices.begin() + rows; row >= 0 && row < std::ssize(devices); row += rows) {
    const LayoutRow& there = *devices[static_cast<std::size_t>(row)];
    const ChartedPlan& plan = *scene_.plans[there.plan];
    const DeviceId d{there.index};
    if (plan.ran(d) == 0) continue;
    return select_position(there.plan, d, std::min(plan.first_after(d, at), plan.ran(d) - 1));
  }
}

void GanttView::move_selected(int places) {
  const auto position = selected_position();
  if (!position) return;
  const ChartedPlan& plan = *scene_.plans[marks_.selected->plan];
  if (places < 0 ? *position == 0 : *position + 1 >= plan.ran(selected_row_)) return;
  request_reorder(
      {marks_.selected->plan, selected_row_, *position, places < 0 ? *position - 1 : *position + 2, 0});
}

// First from here, then to here, then none.
void GanttView::toggle_measure() {
  if (measuring_) {
    measuring_ = false;
  } else if (marks_.measured) {
    marks_.measured.reset();
  } else {
    const Time here = scene_.scale.to_time(pixel_of_interest());
    marks_.measured = Measured{here, here};
    measuring_ = true;
  }
  repaint_charts();
}

// One thing at a time, the latest first.
void GanttView::cancel() {
  if (pressed_) {
    marks_.dragged.reset();
    let_go();
  } else if (marks_.measured) {
    marks_.measured.reset();
    measuring_ = false;
  } else if (marks_.selected) {
    select({});
  } else {
    set_playhead({});
  }
  repaint_charts();
}

double GanttView::pixel_of_interest() const {
  if (pointer_) return std::clamp(pointer_->x() - layout_.gutter, 0.0, chart_width());
  if (marks_.selected) {
    const double pixel =
        scene_.scale.to_pixel(scene_.plans[marks_.selected->plan]->start(marks_.selected->instance));
    if (pixel >= 0 && pixel <= chart_width()) return pixel;
  }
  return chart_width() / 2;
}

// The pointer's, else the selection's, else the only one.
std::optional<std::size_t> GanttView::plan_of_interest() const {
  if (pointer_) {
    const Hit hit = at(*pointer_);
    if (hit.part != Hit::Part::nothing && hit.part != Hit::Part::axis && hit.part != Hit::Part::legend)
      return hit.plan;
  }
  if (marks_.selected) return marks_.selected->plan;
  if (scene_.plans.size() == 1) return 0;
  return {};
}

bool GanttView::find(const QString& words) {
  const auto found = find_next(scene_.plans, words.trimmed(), marks_.selected);
  if (!found) return false;
  select(*found);
  show_selection();
  return true;
}

}  // namespace repetend::gui
