#include "gui/lessons/prepared_step.hpp"

#include <QDir>
#include <QFile>
#include <algorithm>

#include "gui/session/scenario_text.hpp"
#include "sim/core/error.hpp"

namespace repetend::gui {
namespace {

std::string with_settings(std::string scenario, const std::vector<Override>& settings) {
  for (const Override& setting : settings) scenario = with_setting(scenario, setting.key, setting.value);
  return scenario;
}

void prepare_question(const LessonQuestion& question, Facts& facts, PreparedStep& prepared) {
  prepared.ask = facts.fill(question.ask);
  prepared.hint = facts.fill(question.hint);
  prepared.explanation = facts.fill(question.explanation);
  prepared.answer = facts.evaluate(question.answer);
}

}  // namespace

PreparedStep prepare(const Lesson& lesson, const LessonStep& step) {
  PreparedStep prepared;
  try {
    Facts facts(lesson.scenario, lesson.file, step.settings);
    prepared.scenario = with_settings(lesson.scenario, step.settings);
    prepared.text = facts.fill(step.text);
    if (!step.play_to.empty()) prepared.play_to = static_cast<Time>(facts.evaluate(step.play_to).value);
    if (step.question) prepare_question(*step.question, facts, prepared);
  } catch (const RequestError& error) {
    prepared = {};
    prepared.failure = error.what();
  }
  return prepared;
}

Lessons read_lessons(const std::string& folder) {
  Lessons found;
  const QDir directory(QString::fromStdString(folder));
  for (const QString& name : directory.entryList({QStringLiteral("*.yaml")}, QDir::Files, QDir::Name)) {
    QFile file(directory.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) continue;
    try {
      found.lessons.push_back(parse_lesson(file.readAll().toStdString(), file.fileName().toStdString()));
    } catch (const RequestError& error) {
      found.errors.push_back(error.what());
    }
  }
  std::ranges::stable_sort(found.lessons, {}, &Lesson::order);
  return found;
}

}  // namespace repetend::gui
