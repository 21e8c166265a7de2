// Facts: what a lesson says in numbers and what its questions are checked against, worked out from the
// scenario so that a text cannot be wrong. A fact is a few words, which docs/lessons.md lists.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gui/lessons/planned_scenario.hpp"

namespace repetend::gui {

struct Fact {
  enum class Unit { time, bytes, ratio, number, word };
  Unit unit = Unit::number;
  double value = 0;  // ns, bytes, a ratio, or a number
  std::string word = {};
};

std::string in_words(const Fact&);  // "41.2 ms", "5 MiB", "27.3 %", "1.5", "gpipe"

// What a learner types: "41.2 ms", "41,2", "27 %", "3 GiB"; without a unit the number is in the one that
// in_words() shows the fact in. Nothing when it is no number, or of another unit. In the fact's own terms:
// ns, bytes, a ratio.
std::optional<double> read_answer(const std::string& typed, const Fact& fact);

// Right is what is within the tolerance (relative), or as exact as in_words() shows the fact.
bool is_right(double answer, const Fact& fact, double tolerance);

class Facts {
 public:
  // The facts are those of a scenario's text under these settings; `file` is what errors call it.
  Facts(std::string scenario, std::string file, std::vector<Override> settings);

  // Throws RequestError when the words are no fact or the scenario has no such thing.
  Fact evaluate(const std::string& words);

  // Answers with the text in which every {fact} is in words.
  std::string fill(const std::string& text);

 private:
  Fact evaluate_one(const std::string& fact);
  PlannedScenario& under(const std::vector<Override>& more);

  std::string scenario_, file_;
  std::vector<Override> settings_;
  std::map<std::string, PlannedScenario> scenarios_;  // by the settings beside `settings_`
};

}  // namespace repetend::gui
