// A lesson is a scenario file with a `lesson:` at its end. docs/lessons.md describes the format for authors.
//
//   name: bubble                     the scenario, as everywhere
//   ...
//   lesson:                          last in the file
//     title: What a bubble is
//     summary: one line, for the list
//     order: 1                       place in the list
//     steps:
//       - title: ...
//         text: Markdown; {facts} in braces are worked out by the simulator (facts.hpp)
//         set: {micro_batches: 4}    what this step changes in the scenario
//         schedules: [gpipe, 1f1b]   what the charts show
//         view: {colour: stage, show: [memory, transfers, critical-path]}
//         select: gpipe F1@2         an instance of a schedule
//         play_to: end gpipe F0@0    the playhead, a fact
//         question: {ask, answer: a fact, choices: [...], tolerance: 2 %, hint, explanation}
//
// Every step stands alone: its settings are laid over the scenario of the file, not over the step before.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gui/chart/data/chart_style.hpp"
#include "sim/formats/scenario/scenario.hpp"

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
  bool memory = false, transfers = false, critical_path = false;
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

// Tells whether a scenario's text has a lesson.
bool has_lesson(const std::string& text);

}  // namespace repetend::gui
