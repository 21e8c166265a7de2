// The view shows the Gantt charts of several plans on one time axis, and knows which part is in sight and
// what is selected, measured and folded away. GanttMouse and press_key() turn what a person does into calls
// of what is public here.
#pragma once

#include <QAbstractScrollArea>
#include <optional>

#include "gui/chart/geometry/hit.hpp"
#include "gui/chart/geometry/layout.hpp"
#include "gui/view/gantt_mouse.hpp"

namespace repetend::gui {

class GanttView : public QAbstractScrollArea {
  Q_OBJECT

 public:
  explicit GanttView(QWidget* parent = nullptr);

  // Keeps zoom, folds, selection and the reference where they still make sense, by the plans' keys. While a
  // button of the mouse is down, other plans of the same keys wait.
  void set_plans(Charts);
  const Charts& plans() const { return scene_.plans; }

  void set_style(ChartStyle);
  ChartStyle style() const { return scene_.style; }

  // Instances that run at this time stand out; nothing: no playhead.
  void set_playhead(std::optional<Time>);
  std::optional<Time> playhead() const { return marks_.playhead; }
  bool in_sight(Time) const;
  void show_time(Time);  // pans by nearly a page when it is not in sight

  TimeScale scale() const { return scene_.scale; }  // of the charts, whose left edge is pixel 0
  void set_scale(TimeScale);
  // Pixels that the scale spans.
  double chart_width() const { return layout_.left_over(viewport()->width()); }
  Time end() const { return scene_.end(); }
  bool shows_everything() const { return fitted_; }  // and goes on doing so with other plans
  void fit();  // the selection; if it is in sight as such already, or there is none, everything
  const Layout& layout() const { return layout_; }
  Hit at(QPointF viewport_position) const;

  // Selects the next instance (after the selected one) that "B3", "5", "B3@5" or "B3 5" names, and shows it.
  bool find(const QString& block_or_micro_batch);

  using Selected = Marked;  // plan and instance
  std::optional<Selected> selection() const { return marks_.selected; }
  void select(std::optional<Selected>);
  void select(std::size_t plan, MachineId row, std::size_t position);  // in the order of the row's machine
  MachineId selected_row() const { return selected_row_; }
  void show_selection();  // scrolls and pans as little as needed
  const Marks& marks() const { return marks_; }

  void set_folded(std::size_t plan, bool);
  bool folded(std::size_t plan) const { return scene_.is_folded(plan); }
  void show_lanes(bool);  // ChartStyle::lanes
  void toggle_fold(std::size_t plan) { set_folded(plan, !folded(plan)); }

  void hover(QPointF viewport_position);
  // A person is taken to look at the pointer, else the selection, else the middle, or the only plan.
  double pixel_of_interest() const;
  std::optional<std::size_t> plan_of_interest() const;

  bool measuring() const { return measuring_; }
  void toggle_measure();  // first from here, then to here, then none
  void set_dragged(std::optional<Dragged>);
  void request_reorder(const Dragged&);
  void cancel();  // one thing at a time, the latest first

 signals:
  void selection_changed();
  void hovered(QString words);  // empty when nothing is under the pointer
  void scale_changed();
  void playhead_changed();
  void style_changed();
  void plans_changed();
  void folds_changed();
  // The instance was dropped before another of its device; nothing: at the end.
  void reorder_requested(std::size_t plan, repetend::DeviceId device, repetend::Instance moved,
                         std::optional<repetend::Instance> before);

 protected:
  bool viewportEvent(QEvent*) override;
  void paintEvent(QPaintEvent*) override;
  void resizeEvent(QResizeEvent*) override;
  void keyPressEvent(QKeyEvent*) override;
  void wheelEvent(QWheelEvent*) override;
  void mousePressEvent(QMouseEvent* event) override { mouse_.press(*event); }
  void mouseMoveEvent(QMouseEvent*) override;
  void mouseReleaseEvent(QMouseEvent*) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override { mouse_.double_click(*event); }
  void changeEvent(QEvent*) override;
  void scrollContentsBy(int, int) override { repaint_charts(); }

 private:
  void replace(Charts);
  void take_waiting();
  void lay_out_again();   // after anything that moves rows
  void apply(TimeScale);  // within the limits; tells
  void repaint_charts() { viewport()->update(); }
  void fit_all();
  double scroll() const;
  bool can_select(const Selected&) const;
  void follow_selection();  // to one of its own rows
  void unfold_selection();
  double pixel_of_selection() const { return scene_.scale.to_pixel(time_of_selection()); }
  Time time_of_selection() const;

  Scene scene_;
  Layout layout_;
  Marks marks_;
  MachineId selected_row_;          // of a block's machines the one that was clicked
  bool fitted_ = true;              // shows everything, and goes on doing so with other plans
  bool measuring_ = false;          // the measurement's end follows the pointer
  std::optional<QPointF> pointer_;  // while it is over the charts
  std::optional<Charts> waiting_;   // plans that came while a button of the mouse was down
  GanttMouse mouse_{*this};
};

// Does what a key of the view stands for, as docs/gui.md lists them; false when it stands for nothing.
bool press_key(GanttView&, const QKeyEvent&);

}  // namespace repetend::gui
