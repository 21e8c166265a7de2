// What plays a plan and tells it: buttons, the time, and in words what happens at this moment and why devices
// wait. There while the view has a playhead.
#pragma once

#include <QFrame>
#include <QIcon>
#include <QPainterPath>

#include "gui/play/moment_text.hpp"
#include "gui/play/player.hpp"

class QComboBox;
class QLabel;
class QTextBrowser;

namespace repetend::gui {

class PlayBar : public QFrame {
  Q_OBJECT

 public:
  explicit PlayBar(GanttView&, QWidget* parent = nullptr);

  Player& player() { return player_; }
  QAction* play_action() const { return play_; }  // also what brings the bar up
  void set_dark(bool);

  // As they are shown, without the signs.
  const QStringList& happening() const { return told_.happening; }
  const QStringList& why_waiting() const { return told_.waiting; }

 protected:
  void changeEvent(QEvent*) override;

 private:
  QAction* add_action(const QPainterPath& sign, const QString& text, const QList<QKeySequence>&,
                      const QString& tip, std::function<void()> act);
  void make_actions();
  void lay_out();
  QTextBrowser* make_pane(const QString& name);
  void size_panes();
  void show_player();
  void show_time();
  void draw_icons();

  Player player_;
  std::vector<std::pair<QAction*, QPainterPath>> signs_;
  QAction* play_ = nullptr;
  QIcon play_icon_, pause_icon_;  // kept: Qt caches pictures of every new one
  QComboBox* speed_ = nullptr;
  QLabel* time_ = nullptr;
  QLabel* plan_ = nullptr;
  QTextBrowser *events_ = nullptr, *waits_ = nullptr;

  // What is told now, so that words are made once a moment and not once a frame.
  std::shared_ptr<const ChartedPlan> told_plan_;
  std::optional<Time> told_moment_;
  MomentText told_;
};

}  // namespace repetend::gui
