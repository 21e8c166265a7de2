// This panel teaches: it goes through a lesson's steps, each of which sets the scenario and the view
// of the whole window. The window stays usable; taking a step is one step of undo.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/lessons/lesson.hpp"
#include "gui/session/session.hpp"
#include "gui/view/gantt_view.hpp"

class QComboBox;
class QLabel;
class QPushButton;
class QTextBrowser;

namespace repetend::gui {

class QuestionBox;

class LessonPanel : public QWidget {
  Q_OBJECT

 public:
  LessonPanel(Session&, GanttView&, QWidget* parent = nullptr);

  const std::vector<Lesson>& lessons() const { return lessons_.lessons; }
  void start(std::size_t lesson);
  void go_to(std::size_t step);
  std::optional<std::size_t> lesson() const { return lesson_; }
  std::size_t step() const { return step_; }
  bool ready() const { return ready_; }  // the step is shown, not still being worked out
  const PreparedStep& prepared() const { return prepared_; }

 private:
  void lay_out();
  void prepare_step();
  void show_step(const PreparedStep&);
  void apply_step();
  void mark_plans();  // the step's selection and playhead, once the plans are there
  void next();
  const LessonStep& current() const { return lessons_.lessons[*lesson_].steps[step_]; }

  Session& session_;
  GanttView& view_;
  Lessons lessons_;
  std::optional<std::size_t> lesson_;
  std::size_t step_ = 0;
  std::uint64_t asked_ = 0;  // number of the step asked for last: others come too late
  bool ready_ = false;
  bool marking_ = false;
  PreparedStep prepared_;

  QComboBox* chooser_;
  QLabel* heading_;
  QTextBrowser* text_;
  QuestionBox* question_;
  QPushButton *back_, *next_;
};

}  // namespace repetend::gui
