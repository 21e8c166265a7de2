// This is a step with all that the simulator has to say about it, made off the GUI thread.
#pragma once

#include <optional>
#include <string>

#include "gui/lessons/facts.hpp"
#include "gui/lessons/lesson.hpp"

namespace repetend::gui {

struct PreparedStep {
  std::string scenario;  // the lesson's with the step's settings
  std::string text, ask, hint, explanation;
  Fact answer;
  std::optional<Time> play_to;
  std::string failure;  // not empty: the lesson's file is wrong, and nothing else is there
};

PreparedStep prepare(const Lesson&, const LessonStep&);

// The lessons of a folder (":/scenarios/lessons" holds ours) in their order; those that cannot be read are
// left out, each with its error in `errors`.
struct Lessons {
  std::vector<Lesson> lessons;
  std::vector<std::string> errors;
};
Lessons read_lessons(const std::string& folder);

}  // namespace repetend::gui
