// Moves the playhead of a view, which is the only time there is: at a speed, or from one moment at which
// something happens to the next. Whoever else sets it (a click on the axis, a lesson) is heard.
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <span>

#include "gui/play/story.hpp"
#include "gui/view/gantt_view.hpp"

namespace repetend::gui {

class Player : public QObject {
  Q_OBJECT

 public:
  explicit Player(GanttView&, QObject* parent = nullptr);  // lives no longer than the view

  bool playing() const { return timer_.isActive(); }
  void play();  // from the playhead; from the left edge without one; at the end: from the start
  void pause();
  void toggle() { playing() ? pause() : play(); }
  void step(int moments);  // 1 or -1, of the plan told about; pauses
  void go_to(Time);        // pauses
  void to_start() { go_to(0); }
  void to_end();
  void stop();  // no playhead any more

  // Times what is comfortable to watch on the screen, so that zooming in is slow motion.
  static std::span<const double> speeds();
  double speed() const { return speed_; }
  void set_speed(double);
  void change_speed(int places);  // in speeds()

  void advance(double seconds);  // of watching; pauses at the end of the longest plan

  // The selection's plan, or the first; null when there is none.
  std::shared_ptr<const ChartedPlan> plan() const;
  const GanttView& view() const { return view_; }

 signals:
  void moved();    // the playhead, or the plan that is told about
  void changed();  // playing, or the speed

 private:
  void tick();
  void move_to(Time);
  void hear();  // someone else set the playhead

  GanttView& view_;
  QTimer timer_;
  QElapsedTimer since_;  // the last tick
  double speed_ = 1;
  double exact_ = 0;  // the playhead in ns, with the fractions that slow motion needs
  bool moving_ = false;
};

}  // namespace repetend::gui
