#include "gui/lessons/lesson.hpp"

#include <fmt/format.h>

#include <QDir>
#include <QFile>
#include <algorithm>
#include <array>
#include <charconv>

#include "gui/session/scenario_text.hpp"
#include "sim/core/error.hpp"
#include "sim/formats/scenario/explicit.hpp"
#include "sim/formats/scenario/node.hpp"

namespace repetend::gui {
namespace {

constexpr int most_steps = 1'000;

std::vector<std::string> texts(const Node& list, std::string_view what) {
  std::vector<std::string> result;
  for (const Node& item : list.items(what)) result.push_back(item.text(what));
  return result;
}

std::string text_or(const Node& map, std::string_view key, std::string_view what) {
  const auto node = map.find(key);
  return node ? node->text(what) : std::string();
}

double read_tolerance(const Node& node) {
  const std::string& text = node.text("a percentage such as 2 %");
  double percent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  constexpr double most = 50;
  if (error != std::errc() || (rest != "%" && rest != " %") || percent < 0 || percent > most)
    node.fail(fmt::format("the tolerance is '{}', expected a percentage from 0 % to 50 %", text));
  return percent / 100;
}

LessonQuestion read_question(const Node& node) {
  node.expect_keys("a question", {"ask", "answer", "choices", "tolerance", "hint", "explanation"});
  LessonQuestion question;
  question.ask = node.at("ask", "the question").text("what is asked");
  question.answer = node.at("answer", "the question").text("a fact such as makespan gpipe");
  if (const auto choices = node.find("choices")) question.choices = texts(*choices, "a list of answers");
  if (const auto tolerance = node.find("tolerance")) question.tolerance = read_tolerance(*tolerance);
  question.hint = text_or(node, "hint", "a hint");
  question.explanation = text_or(node, "explanation", "an explanation");
  return question;
}

LessonView read_view(const Node& node) {
  node.expect_keys("a view", {"colour", "show"});
  LessonView view;
  if (const auto colour = node.find("colour"))
    view.colour_by = static_cast<ChartStyle::ColourBy>(colour->word({"micro-batch", "stage", "kind"}));
  if (const auto show = node.find("show")) {
    const std::array flags{&view.memory, &view.transfers, &view.critical_path, &view.lanes};
    for (const Node& item : show->items("a list of memory, transfers, critical-path and lanes"))
      *flags[item.word({"memory", "transfers", "critical-path", "lanes"})] = true;
  }
  return view;
}

std::vector<Override> read_changes(const Node& node) {
  if (!node.is(Document::Kind::map)) node.fail_expecting("a map of settings, as `set:` of a scenario");
  std::vector<Override> settings;
  for (const auto& [value, key] : node.members()) {
    const bool whole = value.is(Document::Kind::list) || value.is(Document::Kind::map);
    settings.push_back({std::string(key), whole ? to_json(value.document()) : value.text("a value")});
  }
  return settings;
}

LessonStep read_step(const Node& node) {
  node.expect_keys("a step", {"title", "text", "set", "schedules", "view", "select", "play_to", "question"});
  LessonStep step;
  step.title = node.at("title", "the step").text("the step's title");
  step.text = node.at("text", "the step").text("the step's text");
  step.schedules = texts(node.at("schedules", "the step"), "a list of schedules");
  if (const auto set = node.find("set")) step.settings = read_changes(*set);
  if (const auto view = node.find("view")) step.view = read_view(*view);
  step.select = text_or(node, "select", "a schedule and an instance, such as gpipe F1@2");
  step.play_to = text_or(node, "play_to", "a fact that is a time");
  if (const auto question = node.find("question")) step.question = read_question(*question);
  return step;
}

std::string with_settings(std::string scenario, const std::vector<Override>& settings) {
  for (const Override& setting : settings) scenario = with_setting(scenario, setting.key, setting.value);
  return scenario;
}

}  // namespace

Lesson parse_lesson(const std::string& text, const std::string& file) {
  const Document document = parse_yaml(text, file, "a lesson");
  const Source source{.file = file};
  const Node root(document, source);
  const Node lesson = root.at("lesson", "the file");
  const Document& last = document.members.back().second;
  if (&last != &lesson.document())
    source.fail(last.key_place, "a key after `lesson:`, expected the lesson at the end");
  lesson.expect_keys("a lesson", {"title", "summary", "order", "steps"});
  Lesson result;
  result.title = lesson.at("title", "the lesson").text("the lesson's title");
  result.summary = lesson.at("summary", "the lesson").text("one line about the lesson");
  result.order = lesson.at("order", "the lesson").integer(1, most_steps);
  result.file = file;
  result.scenario = text.substr(0, line_start(text, last.key_place.line));
  for (const Node& step : lesson.at("steps", "the lesson").items("a list of steps"))
    result.steps.push_back(read_step(step));
  if (result.steps.empty()) lesson.fail("no steps, expected at least one");
  return result;
}

PreparedStep prepare(const Lesson& lesson, const LessonStep& step) {
  PreparedStep prepared;
  try {
    Facts facts(lesson.scenario, lesson.file, step.settings);
    prepared.scenario = with_settings(lesson.scenario, step.settings);
    prepared.text = facts.fill(step.text);
    if (!step.play_to.empty()) prepared.play_to = static_cast<Time>(facts.evaluate(step.play_to).value);
    if (!step.question) return prepared;
    prepared.ask = facts.fill(step.question->ask);
    prepared.hint = facts.fill(step.question->hint);
    prepared.explanation = facts.fill(step.question->explanation);
    prepared.answer = facts.evaluate(step.question->answer);
  } catch (const RequestError& error) {
    prepared = {};
    prepared.failure = error.what();
  }
  return prepared;
}

Lessons read_lessons(const std::string& folder) {
  Lessons found;
  const QDir directory(QString::fromStdString(folder));
  for (const QString& name : directory.entryList({"*.yaml"}, QDir::Files, QDir::Name)) {
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
