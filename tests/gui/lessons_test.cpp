#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <regex>

#include "gui/lessons/facts.hpp"
#include "gui/lessons/lesson.hpp"
#include "sim/core/error.hpp"
#include "sim/core/file.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::gui;

namespace {

std::vector<std::string> lesson_files() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator("scenarios/lessons"))
    files.push_back(entry.path().string());
  std::ranges::sort(files);
  return files;
}

// Numbers that stand in a text and are not worked out; names such as 1F1B and gpu0 are none.
std::string bare_numbers(const std::string& text) {
  static const std::regex known(R"(\{[^}]*\}|1F1B\+?|1f1b\+?|gpu\d|[FBIWGORC]\d|ZB-H\d|zb-h\d)"),
      number(R"(\d+)");
  const std::string rest = std::regex_replace(text, known, "");
  std::smatch match;
  return std::regex_search(rest, match, number) ? match.str() : "";
}

void check_question(const LessonQuestion& question, Facts& facts) {
  const Fact answer = facts.evaluate(question.answer);
  CHECK(bare_numbers(question.ask + question.hint + question.explanation).empty());
  for (const std::string& text : {question.ask, question.hint, question.explanation})
    CHECK_NOTHROW(facts.fill(text));
  if (question.choices.empty()) {
    CHECK(answer.unit != Fact::Unit::word);
    CHECK(answer.value > 0);
  } else {
    CHECK(std::ranges::count(question.choices, answer.word) == 1);
  }
}

}  // namespace

TEST_CASE("Every lesson holds what its texts say", "[lessons]") {
  const auto files = lesson_files();
  REQUIRE(files.size() >= 10);
  for (const std::string& file : files) {
    const Lesson lesson = parse_lesson(read_file(file), file);
    for (const LessonStep& step : lesson.steps) {
      INFO(file << ": " << step.title);
      Facts facts(lesson.scenario, file, step.settings);
      CHECK(bare_numbers(step.title + step.text).empty());
      std::string filled;
      REQUIRE_NOTHROW(filled = facts.fill(step.text));
      for (const std::string& schedule : step.schedules)
        CHECK_NOTHROW(facts.evaluate("makespan " + schedule));
      if (!step.play_to.empty()) CHECK(facts.evaluate(step.play_to).unit == Fact::Unit::time);
      if (!step.select.empty()) CHECK_NOTHROW(facts.evaluate("start " + step.select));
      if (step.question) check_question(*step.question, facts);
      const PreparedStep prepared = prepare(lesson, step);
      CHECK(prepared.failure.empty());
      CHECK_NOTHROW(parse_scenario(prepared.scenario, file));
    }
  }
}

// Each was worked out by hand: what the texts explain must lead to what the simulator finds.
TEST_CASE("Questions about lanes have the answers that their explanations give", "[lessons]") {
  const auto answers = [](const std::string& file) {
    const Lesson lesson = parse_lesson(read_file(file), file);
    std::vector<std::string> result;
    for (const LessonStep& step : lesson.steps) result.push_back(in_words(prepare(lesson, step).answer));
    return result;
  };
  const std::vector<std::string> communication{
      "12 ms",  // G + 2 B
      "6 ms",   // G - B
      "1 ms",   // G / 4
      "3 ms",   // 3 G / 4
      "10 ms",  // two pairs
  };
  const std::vector<std::string> memory{
      "9 ms",       // 3 (F + B)
      "7 GiB",      // what 1F1B has under way on gpu0 and gpu1
      "offload",    // four quarters and the rest of one are more
      "recompute",  // F < 3 F - F
      "48 ms",      // 2 m copies of 2 ms
  };
  CHECK(answers("scenarios/lessons/09-hiding-communication.yaml") == communication);
  CHECK(answers("scenarios/lessons/10-offload-or-recompute.yaml") == memory);
}

TEST_CASE("Facts are of lanes, pools and choices, too", "[lessons]") {
  const std::string text = R"(
devices: {count: 1, lanes: [compute, comm]}
pools: [{name: host}]
micro_batches: 2
time_unit: ms
blocks:
  - {name: F, kind: forward, stage: 0, devices: [0], time: 1, acquire: 1}
  - {name: B, kind: backward, stage: 0, devices: [0], time: 2, release: 1, after: [F]}
  - {name: K, devices: [0], lane: comm, time: 1, after: [F], acquire: {host: 5}}
  - {name: L, devices: [0], lane: comm, time: 0, after: [K], release: {host: 5}}
  - {name: G, kind: communication, devices: [0], lane: comm, repeat: last, time: 3, after: [B]}
choices:
  - {name: exchange, options: [{name: late, blocks: [G]}, {name: never}]}
)";
  Facts open(text, "f", {}), late(text, "f", {{"choices.exchange", "late"}});
  CHECK(open.evaluate("chosen 1f1b exchange").word == "never");  // the shortest way
  CHECK(in_words(open.evaluate("makespan 1f1b")) == "6 ms");
  CHECK(late.evaluate("chosen 1f1b exchange").word == "late");
  CHECK(in_words(late.evaluate("busy 1f1b gpu0")) == "6 ms");
  CHECK(in_words(late.evaluate("busy 1f1b gpu0.comm")) == "5 ms");
  CHECK(in_words(late.evaluate("exposed 1f1b gpu0.comm")) == "3 ms");
  CHECK(in_words(late.evaluate("peak 1f1b host")) == "5 MiB");
  CHECK(in_words(late.evaluate("peak 1f1b")) == "1 MiB");  // of devices alone
  CHECK_THROWS_WITH(late.evaluate("exposed 1f1b gpu0.copy"),
                    "f: 'exposed 1f1b gpu0.copy': no lane is called gpu0.copy, expected gpu0, gpu0.comm");
  CHECK_THROWS_WITH(late.evaluate("peak 1f1b disk"),
                    "f: 'peak 1f1b disk': no device or pool is called disk, expected gpu0, host");
  CHECK_THROWS_WITH(late.evaluate("chosen 1f1b stage0"),
                    "f: 'chosen 1f1b stage0': no choice is called stage0, expected exchange");
}

TEST_CASE("A lesson's facts are the simulator's", "[lessons]") {
  Facts facts("devices: {count: 4}\nmicro_batches: 8\nplacement: {shape: v, forward: 1, backward: 2}\n", "f",
              {});
  CHECK(in_words(facts.evaluate("makespan gpipe")) == "33 us");  // (m + p - 1)(F + B)
  CHECK(in_words(facts.evaluate("makespan gpipe with micro_batches=1")) == "12 us");
  CHECK(in_words(facts.evaluate("bubble gpipe")) == "27.3 %");  // (p - 1) / (m + p - 1)
  CHECK(in_words(facts.evaluate("busy gpipe gpu2")) == "24 us");
  CHECK(in_words(facts.evaluate("idle gpipe gpu3 warm-up")) == "3 us");
  CHECK(in_words(facts.evaluate("start 1f1b B3@0")) == "4 us");
  CHECK(in_words(facts.evaluate("end 1f1b B3@0")) == "6 us");
  CHECK(in_words(facts.evaluate("makespan gpipe minus busy gpipe gpu0")) == "9 us");
  CHECK(in_words(facts.evaluate("makespan gpipe over makespan gpipe with micro_batches=1")) == "2.75");
  CHECK(facts.evaluate("least idle gpipe gpu0 gpu3").word == "gpu0");
  CHECK(facts.fill("{devices} devices, {micro_batches}.") == "4 devices, 8.");
}

TEST_CASE("What is no fact is refused with what was expected", "[lessons]") {
  Facts facts("devices: {count: 2}\nmicro_batches: 2\nplacement: {shape: v, forward: 1, backward: 2}\n",
              "f.yaml", {});
  const auto message = [&](const std::string& words) {
    try {
      facts.evaluate(words);
    } catch (const RequestError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(message("makespan") ==
        "f.yaml: 'makespan': is no fact, expected such as makespan SCHEDULE, peak SCHEDULE DEVICE, bubble "
        "SCHEDULE");
  CHECK(message("makespan nothing") == "f.yaml: 'makespan nothing': no schedule is called nothing");
  CHECK(message("peak gpipe gpu7") ==
        "f.yaml: 'peak gpipe gpu7': no device or pool is called gpu7, expected gpu0, gpu1");
  CHECK(message("start gpipe F0@2") ==
        "f.yaml: 'start gpipe F0@2': 'F0@2' is no instance, expected a block and a micro-batch from 0 to 1: "
        "F0@0");
  CHECK(message("chosen gpipe stage0") ==
        "f.yaml: 'chosen gpipe stage0': no choice is called stage0, there is none");
  CHECK(message("least runs gpipe 1f1b") ==
        "f.yaml: 'least runs gpipe 1f1b': 'runs' is a word, and least compares numbers: expected such as "
        "least makespan SCHEDULE SCHEDULE");
  CHECK_THROWS_WITH(facts.fill("a {makespan gpipe"), "f.yaml: a { without its }");
}

TEST_CASE("A lesson that is wrong is refused at its place", "[lessons]") {
  const std::string good =
      "devices: 1\nlesson:\n  title: t\n  summary: s\n  order: 1\n  steps:\n    - title: a\n";
  const auto message = [&](const std::string& rest) {
    try {
      parse_lesson(good + rest, "l.yaml");
    } catch (const RequestError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(message("      text: x\n      schedules: [gpipe]\n") == "accepted");
  CHECK(message("      text: x\n") == "l.yaml:7:7: the step has no schedules, expected `schedules:`");
  CHECK(message("      text: x\n      schedules: [a]\n      set: 3\n") ==
        "l.yaml:10:12: '3', expected a map of settings, as `set:` of a scenario");
  CHECK(message("      text: x\n      schedules: [a]\n      view: {show: [memroy]}\n") ==
        "l.yaml:10:21: 'memroy', expected memory, transfers, critical-path or lanes; did you mean 'memory'?");
  CHECK(message("      text: x\n      schedules: [a]\n      view: {show: [lanes, memory]}\n") == "accepted");
  CHECK(message("      text: x\n      schedules: [a]\nname: late\n") ==
        "l.yaml:10:1: a key after `lesson:`, expected the lesson at the end");
  CHECK(message("      text: x\n      schedules: [a]\n      question: {ask: q, answer: a, tolerance: 5}\n") ==
        "l.yaml:10:48: the tolerance is '5', expected a percentage from 0 % to 50 %");
}
