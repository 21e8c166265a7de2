// A lesson is a scenario file with a `lesson:` at its end, as docs/lessons.md describes it. Every step stands
// alone: its settings are laid over the scenario of the file, not over the step before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/chart/data/chart_style.hpp"
#include "gui/lessons/facts.hpp"

namespace repetend::gui {

struct LessonQuestion {
  std::string ask;
  std::string answer;                // a fact: a number, or one of the choices
  std::vector<std::string> choices;  // none: a number is asked for
  double tolerance = 0.01;           // relative
  std::string hint, explanation;     // may hold facts
};

struct LessonView {
  ChartStyle::ColourBy colour_by = ChartStyle::ColourBy::micro_batch;
  bool memory = false, transfers = false, critical_path = false, lanes = false;
};

struct LessonStep {
  std::string title, text;
  std::vector<Override> settings;
  std::vector<std::string> schedules;
  LessonView view;
  std::string select;   // "SCHEDULE INSTANCE"; empty: nothing
  std::string play_to;  // a fact; empty: no playhead
  std::optional<LessonQuestion> question;
};

struct Lesson {
  std::string title, summary;
  int order = 0;
  std::string scenario;  // the text of the file without the lesson
  std::string file;      // as errors call it
  std::vector<LessonStep> steps;
};

// Throws SourceError at what is wrong: the lesson's own form; its scenario and facts are read when asked for.
Lesson parse_lesson(const std::string& text, const std::string& file);

// A step with all that the simulator has to say about it, made off the GUI thread.
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
