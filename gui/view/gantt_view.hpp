// The Gantt charts of several plans on one time axis: moving around, hovering, selecting, measuring, finding
// and dragging instances to another place in their device's order. Everything by mouse and by keyboard.
#pragma once

#include <QAbstractScrollArea>
#include <optional>

#include "gui/chart/data/marks.hpp"
#include "gui/chart/geometry/hit.hpp"
#include "gui/chart/geometry/layout.hpp"

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
  double chart_width() const;  // pixels that the scale spans
  Time end() const { return scene_.end(); }
  bool shows_everything() const { return fitted_; }  // and goes on doing so with other plans
  void fit();  // the selection; if it is in sight as such already, or there is none, everything

  // Selects the next instance (after the selected one) that "B3", "5", "B3@5" or "B3 5" names, and shows it.
  bool find(const QString& block_or_micro_batch);

  using Selected = Marked;  // plan and instance
  std::optional<Selected> selection() const { return marks_.selected; }
  void select(std::optional<Selected>);
  void show_selection();  // scrolls and pans as little as needed
  const Marks& marks() const { return marks_; }

  void set_folded(std::size_t plan, bool);
  bool folded(std::size_t plan) const { return scene_.is_folded(plan); }

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
  void mousePressEvent(QMouseEvent*) override;
  void mouseMoveEvent(QMouseEvent*) override;
  void mouseReleaseEvent(QMouseEvent*) override;
  void mouseDoubleClickEvent(QMouseEvent*) override;
  void changeEvent(QEvent*) override;
  void scrollContentsBy(int dx, int dy) override;

 private:
  void replace(Charts);
  void lay_out_again();   // after anything that moves rows
  void apply(TimeScale);  // within the limits; tells
  void repaint_charts() { viewport()->update(); }
  void fit_all();
  double scroll() const;
  Hit at(QPointF viewport_position) const;

  bool move_view(int key);       // W S A D Home End
  bool move_selection(int key);  // . , and the arrows
  bool act(int key);             // F M Escape Return
  bool can_select(const Selected&) const;
  void follow_selection();  // to one of its own rows
  std::optional<std::size_t> selected_position() const;
  void select_position(std::size_t plan, DeviceId, std::size_t position);
  void step(int places);
  void step_device(int rows);
  void move_selected(int places);  // in its device's order
  void toggle_fold(std::size_t plan) { set_folded(plan, !folded(plan)); }
  void toggle_measure();
  void cancel();

  void hover(QPointF);
  void drag_to(QPointF);
  void drop();
  void request_reorder(const Dragged&);

  // The point that zooming and measuring go by: the pointer, else the selection, else the middle.
  double pixel_of_interest() const;
  std::optional<std::size_t> plan_of_interest() const;  // to fold

  struct Pressed {
    QPointF at, last;
    Hit hit;
    enum class Drag { not_yet, pan, reorder } drag = Drag::not_yet;
    bool pans = false;
  };

  void release(const Pressed&, Qt::MouseButton);
  void let_go();  // of what was pressed; shows what had to wait

  Scene scene_;
  Layout layout_;
  Marks marks_;
  DeviceId selected_row_;           // of a gang's devices the one that was clicked
  bool fitted_ = true;              // shows everything, and goes on doing so with other plans
  bool measuring_ = false;          // the measurement's end follows the pointer
  std::optional<QPointF> pointer_;  // while it is over the charts
  std::optional<Pressed> pressed_;
  std::optional<Charts> waiting_;  // plans that came meanwhile
};

}  // namespace repetend::gui
