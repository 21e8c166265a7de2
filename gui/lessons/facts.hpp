// Facts: what a lesson says in numbers and what its questions are checked against, worked out from the
// scenario so that a text cannot be wrong. A fact is a few words, with SCHEDULE as `compare` names it:
//
//   makespan SCHEDULE              busy SCHEDULE DEVICE
//   bubble SCHEDULE                idle SCHEDULE DEVICE [CAUSE]
//   peak SCHEDULE [DEVICE]         start SCHEDULE INSTANCE, end SCHEDULE INSTANCE
//   period SCHEDULE
//   runs SCHEDULE (yes or no)      bound (of any plan's makespan)
//   micro_batches, devices         time BLOCK, memory DEVICE
//   least makespan SCHEDULE SCHEDULE... (the schedule's name; of other facts the last word varies)
//
// After any of them, what is different: "makespan gpipe with micro_batches=8". Two facts make another:
// "makespan gpipe over makespan 1f1b", "makespan gpipe minus busy gpipe gpu0".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::gui {

struct Fact {
  enum class Unit { time, bytes, ratio, number, word };
  Unit unit = Unit::number;
  double value = 0;  // ns, bytes, a ratio, or a number
  std::string word = {};
};

std::string in_words(const Fact&);  // "41.2 ms", "5 MiB", "27.3 %", "1.5", "gpipe"

class PlannedScenario;

class Facts {
 public:
  // The facts are those of a scenario's text under these settings; `file` is what errors call it.
  Facts(std::string scenario, std::string file, std::vector<Override> settings);
  ~Facts();

  // Throws RequestError when the words are no fact or the scenario has no such thing.
  Fact evaluate(const std::string& words);

  // Answers with the text in which every {fact} is in words.
  std::string fill(const std::string& text);

 private:
  Fact evaluate_one(const std::string& fact);
  PlannedScenario& under(const std::vector<Override>& more);

  std::string scenario_, file_;
  std::vector<Override> settings_;
  std::map<std::string, std::unique_ptr<PlannedScenario>> scenarios_;  // by the settings beside `settings_`
};

}  // namespace repetend::gui
