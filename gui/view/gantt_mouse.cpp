// GanttView by mouse.
#include <QGuiApplication>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStyleHints>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <ranges>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

namespace {

constexpr double wheel_notch = 120, zoom_of_notch = 1.2;  // QWheelEvent's eighths of a degree

// The position before which something dropped at this time goes: the first instance with its middle later.
std::size_t place_at(const ChartedPlan& plan, DeviceId d, Time at) {
  const auto positions = std::views::iota(std::size_t{0}, plan.ran(d));
  return static_cast<std::size_t>(
      std::ranges::partition_point(positions,
                                   [&](std::size_t k) {
                                     const Instance i = plan.at(d, k);
                                     return plan.start(i) + (plan.end(i) - plan.start(i)) / 2 < at;
                                   }) -
      positions.begin());
}

}  // namespace

// Ctrl: zoom at the pointer; Shift, or sideways: pan; else scroll.
void GanttView::wheelEvent(QWheelEvent* event) {
  const QPoint delta = event->angleDelta();
  const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / wheel_notch;
  if (event->modifiers() & Qt::ControlModifier)
    set_scale(
        scene_.scale.zoomed_at(event->position().x() - layout_.gutter, std::pow(zoom_of_notch, -notches)));
  else if ((event->modifiers() & Qt::ShiftModifier) || delta.y() == 0)
    set_scale(scene_.scale.panned(-notches * chart_width() / 12));
  else
    QAbstractScrollArea::wheelEvent(event);
  event->accept();
}

void GanttView::mousePressEvent(QMouseEvent* event) {
  const Hit hit = at(event->position());
  const bool left = event->button() == Qt::LeftButton;
  if (!left && event->button() != Qt::MiddleButton) return;
  const bool pans =
      !left || (event->modifiers() & Qt::ShiftModifier) || hit.part != Hit::Part::device || !hit.position;
  pressed_ = Pressed{event->position(), event->position(), hit, Pressed::Drag::not_yet, pans};
}

void GanttView::mouseMoveEvent(QMouseEvent* event) {
  if (!pressed_) return hover(event->position());
  pointer_ = event->position();
  const double moved = (event->position() - pressed_->at).manhattanLength();
  if (pressed_->drag == Pressed::Drag::not_yet && moved >= QGuiApplication::styleHints()->startDragDistance())
    pressed_->drag = pressed_->pans ? Pressed::Drag::pan : Pressed::Drag::reorder;
  drag_to(event->position());
}

void GanttView::drag_to(QPointF position) {
  if (pressed_->drag == Pressed::Drag::pan) {
    set_scale(scene_.scale.panned(pressed_->last.x() - position.x()));
    verticalScrollBar()->setValue(verticalScrollBar()->value() +
                                  static_cast<int>(std::lround(pressed_->last.y() - position.y())));
  }
  if (pressed_->drag == Pressed::Drag::reorder) {
    const Hit& hit = pressed_->hit;
    const Time at = scene_.scale.to_time(position.x() - layout_.gutter);
    marks_.dragged =
        Dragged{hit.plan, hit.device(), *hit.position, place_at(*scene_.plans[hit.plan], hit.device(), at),
                position.x() - pressed_->at.x()};
    repaint_charts();
  }
  pressed_->last = position;
}

void GanttView::mouseReleaseEvent(QMouseEvent* event) {
  if (!pressed_) return;
  release(Pressed(*pressed_), event->button());
  let_go();
}

void GanttView::release(const Pressed& pressed, Qt::MouseButton button) {
  if (pressed.drag == Pressed::Drag::reorder) return drop();
  if (pressed.drag == Pressed::Drag::pan || button != Qt::LeftButton) return;
  if (measuring_) return toggle_measure();
  if (pressed.hit.part == Hit::Part::heading) return toggle_fold(pressed.hit.plan);
  if (pressed.hit.part == Hit::Part::axis) return set_playhead(std::clamp<Time>(pressed.hit.at, 0, end()));
  if (pressed.hit.part != Hit::Part::device || !pressed.hit.position) return select({});
  selected_row_ = pressed.hit.device();
  select(
      Selected{pressed.hit.plan, scene_.plans[pressed.hit.plan]->at(selected_row_, *pressed.hit.position)});
}

void GanttView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && at(event->position()).position && marks_.selected) fit();
}

void GanttView::drop() {
  const Dragged dragged = *marks_.dragged;
  marks_.dragged.reset();
  repaint_charts();
  if (dragged.moves()) request_reorder(dragged);
}

void GanttView::request_reorder(const Dragged& dragged) {
  const ChartedPlan& plan = *scene_.plans[dragged.plan];
  std::optional<Instance> before;
  if (dragged.before < plan.plan->orders[dragged.device.index()].size())
    before = plan.at(dragged.device, dragged.before);
  emit reorder_requested(dragged.plan, dragged.device, plan.at(dragged.device, dragged.position), before);
}

void GanttView::hover(QPointF position) {
  pointer_ = position;
  const Hit hit = at(position);
  std::optional<Marked> hovered_now;
  if (hit.part == Hit::Part::device && hit.position)
    hovered_now = Marked{hit.plan, scene_.plans[hit.plan]->at(hit.device(), *hit.position)};
  const bool changed = hovered_now != marks_.hovered || measuring_;
  marks_.hovered = hovered_now;
  if (measuring_) marks_.measured->to = hit.at;
  if (changed) repaint_charts();
  emit hovered(describe(scene_, hit));
}

}  // namespace repetend::gui
