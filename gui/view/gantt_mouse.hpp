// This is the mouse on a GanttView: it knows what is pressed, and what a click or a drag comes to.
#pragma once

#include <QMouseEvent>
#include <QWheelEvent>
#include <optional>

#include "gui/chart/geometry/hit.hpp"

namespace repetend::gui {

class GanttView;

class GanttMouse {
 public:
  explicit GanttMouse(GanttView& view) : view_(view) {}

  void press(const QMouseEvent&);
  void move(const QMouseEvent&);
  void release(const QMouseEvent&);
  void double_click(const QMouseEvent&);
  bool wheel(const QWheelEvent&);  // false: it scrolls

  bool pressed() const { return pressed_.has_value(); }
  void let_go() { pressed_.reset(); }  // nothing comes of what was pressed

 private:
  struct Pressed {
    QPointF at, last;
    Hit hit;
    enum class Drag { not_yet, pan, reorder } drag = Drag::not_yet;
    bool pans = false;
  };

  void drag_to(QPointF);
  void drop();
  void click(const Hit&);

  GanttView& view_;
  std::optional<Pressed> pressed_;
};

}  // namespace repetend::gui
