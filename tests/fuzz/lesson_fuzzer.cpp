// Whatever the bytes: a lesson whose steps' facts can be asked for, or a RequestError.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gui/lessons/facts.hpp"
#include "gui/lessons/lesson.hpp"
#include "sim/core/error.hpp"

namespace {

// Of problems small enough that the fuzzer goes on.
void ask_facts(const repetend::gui::Lesson& lesson, const repetend::gui::LessonStep& step) {
  const auto scenario = repetend::parse_scenario(lesson.scenario, lesson.file, step.settings);
  constexpr std::size_t most_instances = 500;
  for (const auto& problem : scenario.placements())
    if (problem->instances() > most_instances) return;
  repetend::gui::Facts facts(lesson.scenario, lesson.file, step.settings);
  facts.fill(step.text);
  if (!step.play_to.empty()) facts.evaluate(step.play_to);
  if (step.question) facts.evaluate(step.question->answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const char* slow : {"search", "bound", " with "})  // facts that take a search, or other settings
    if (text.find(slow) != std::string::npos) return 0;
  try {
    const repetend::gui::Lesson lesson = repetend::gui::parse_lesson(text, "fuzz.yaml");
    if (lesson.steps.empty()) std::abort();
    for (const auto& step : lesson.steps) ask_facts(lesson, step);
  } catch (const repetend::RequestError&) {
  }
  return 0;
}
