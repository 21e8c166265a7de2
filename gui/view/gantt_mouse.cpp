#include "gui/view/gantt_mouse.hpp"

#include <QGuiApplication>
#include <QScrollBar>
#include <QStyleHints>
#include <algorithm>
#include <cmath>
#include <ranges>

#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

namespace {

constexpr double wheel_notch = 120, zoom_of_notch = 1.2;  // QWheelEvent's eighths of a degree

// What is dropped at this time goes before the first instance whose middle is later.
std::size_t place_at(const ChartedPlan& plan, MachineId m, Time at) {
  return count_first(plan.ran(m), [&](std::size_t k) {
    const Instance i = plan.at(m, k);
    return plan.start(i) + (plan.end(i) - plan.start(i)) / 2 < at;
  });
}

}  // namespace

// Ctrl zooms at the pointer; Shift, or turning sideways, pans.
bool GanttMouse::wheel(const QWheelEvent& event) {
  const QPoint delta = event.angleDelta();
  const double notches = (delta.y() != 0 ? delta.y() : delta.x()) / wheel_notch;
  if (event.modifiers() & Qt::ControlModifier)
    view_.set_scale(view_.scale().zoomed_at(event.position().x() - view_.layout().gutter,
                                            std::pow(zoom_of_notch, -notches)));
  else if ((event.modifiers() & Qt::ShiftModifier) || delta.y() == 0)
    view_.set_scale(view_.scale().panned(-notches * view_.chart_width() / 12));
  else
    return false;
  return true;
}

void GanttMouse::press(const QMouseEvent& event) {
  const Hit hit = view_.at(event.position());
  const bool left = event.button() == Qt::LeftButton;
  if (!left && event.button() != Qt::MiddleButton) return;
  const bool pans =
      !left || (event.modifiers() & Qt::ShiftModifier) || hit.part != Hit::Part::device || !hit.position;
  pressed_ = Pressed{event.position(), event.position(), hit, Pressed::Drag::not_yet, pans};
}

void GanttMouse::move(const QMouseEvent& event) {
  if (!pressed_) return view_.hover(event.position());
  const double moved = (event.position() - pressed_->at).manhattanLength();
  if (pressed_->drag == Pressed::Drag::not_yet && moved >= QGuiApplication::styleHints()->startDragDistance())
    pressed_->drag = pressed_->pans ? Pressed::Drag::pan : Pressed::Drag::reorder;
  drag_to(event.position());
}

void GanttMouse::drag_to(QPointF position) {
  if (pressed_->drag == Pressed::Drag::pan) {
    view_.set_scale(view_.scale().panned(pressed_->last.x() - position.x()));
    QScrollBar& bar = *view_.verticalScrollBar();
    bar.setValue(bar.value() + static_cast<int>(std::lround(pressed_->last.y() - position.y())));
  }
  if (pressed_->drag == Pressed::Drag::reorder) {
    const Hit& hit = pressed_->hit;
    const Time at = view_.scale().to_time(position.x() - view_.layout().gutter);
    view_.set_dragged(Dragged{hit.plan, hit.device(), *hit.position,
                              place_at(*view_.plans()[hit.plan], hit.machine(), at),
                              position.x() - pressed_->at.x()});
  }
  pressed_->last = position;
}

void GanttMouse::release(const QMouseEvent& event) {
  if (!pressed_) return;
  const Pressed pressed = *pressed_;
  if (pressed.drag == Pressed::Drag::reorder)
    drop();
  else if (pressed.drag == Pressed::Drag::not_yet && event.button() == Qt::LeftButton)
    click(pressed.hit);
  pressed_.reset();
}

void GanttMouse::click(const Hit& hit) {
  if (view_.measuring()) return view_.toggle_measure();
  if (hit.part == Hit::Part::heading) return view_.toggle_fold(hit.plan);
  if (hit.part == Hit::Part::axis) return view_.set_playhead(std::clamp<Time>(hit.at, 0, view_.end()));
  if (hit.part == Hit::Part::name) return view_.show_lanes(!view_.style().lanes);
  if (!hit.is_instance()) return view_.select({});
  view_.select(hit.plan, hit.machine(), *hit.position);
}

void GanttMouse::double_click(const QMouseEvent& event) {
  if (event.button() == Qt::LeftButton && view_.at(event.position()).position && view_.selection())
    view_.fit();
}

void GanttMouse::drop() {
  const Dragged dragged = *view_.marks().dragged;
  view_.set_dragged({});
  if (dragged.moves()) view_.request_reorder(dragged);
}

}  // namespace repetend::gui
