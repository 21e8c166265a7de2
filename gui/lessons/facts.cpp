#include "gui/lessons/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "gui/lessons/planned_scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {
namespace {

using Words = std::vector<std::string>;

Fact time_fact(Time time) { return {Fact::Unit::time, static_cast<double>(time)}; }
Fact number_fact(double number) { return {Fact::Unit::number, number}; }

Fact makespan_fact(PlannedScenario& planned, const Words& words) {
  return time_fact(makespan(planned.made(words[1]).plan));
}

Fact bubble_fact(PlannedScenario& planned, const Words& words) {
  const Plan& plan = planned.made(words[1]).plan;
  return {Fact::Unit::ratio, bubble_ratio(*plan.problem, makespan(plan))};
}

Fact peak_fact(PlannedScenario& planned, const Words& words) {
  const Plan& plan = planned.made(words[1]).plan;
  const auto peaks = peak_memory(*plan.problem, plan.orders);
  const Bytes peak = words.size() > 2 ? peaks[find_device(*plan.problem, words[2]).index()]
                                      : *std::ranges::max_element(peaks);
  return {Fact::Unit::bytes, static_cast<double>(peak)};
}

Fact period_fact(PlannedScenario& planned, const Words& words) {
  const auto& repetend = planned.made(words[1]).plan.repetend;
  if (!repetend) throw RequestError(fmt::format("the plan of {} does not repeat", words[1]));
  return {Fact::Unit::time, static_cast<double>(repetend->period) / repetend->micro_batches};
}

Fact busy_fact(PlannedScenario& planned, const Words& words) {
  const auto& made = planned.made(words[1]);
  return time_fact(made.times[find_device(*made.plan.problem, words[2]).index()].busy);
}

Fact idle_fact(PlannedScenario& planned, const Words& words) {
  const auto& made = planned.made(words[1]);
  const auto& idle = made.times[find_device(*made.plan.problem, words[2]).index()].idle;
  Time sum = 0;
  bool known = words.size() == 3;
  for (std::size_t cause = 0; cause < idle_causes; ++cause)
    if (words.size() == 3 || to_string(static_cast<IdleCause>(cause)) == words[3]) {
      sum += idle[cause];
      known = true;
    }
  if (!known) throw RequestError(fmt::format("'{}' is no cause of idle time", words[3]));
  return time_fact(sum);
}

Fact start_fact(PlannedScenario& planned, const Words& words) {
  const Plan& plan = planned.made(words[1]).plan;
  return time_fact(plan.start[find_instance(*plan.problem, words[2])]);
}

Fact end_fact(PlannedScenario& planned, const Words& words) {
  const Plan& plan = planned.made(words[1]).plan;
  return time_fact(Timetable(plan).end(instance_at(*plan.problem, find_instance(*plan.problem, words[2]))));
}

Fact runs_fact(PlannedScenario& planned, const Words& words) {
  return {Fact::Unit::word, 0, planned.made(words[1]).feasible ? "yes" : "no"};
}

Fact memory_fact(PlannedScenario& planned, const Words& words) {
  return {Fact::Unit::bytes,
          static_cast<double>(planned.problem().device(find_device(planned.problem(), words[1])).memory)};
}

Fact block_time_fact(PlannedScenario& planned, const Words& words) {
  return time_fact(least_durations(planned.problem())[find_block(planned.problem(), words[1])]);
}

Fact least_fact(PlannedScenario& planned, const Words& words);

struct Kind {
  std::string_view name;
  std::size_t least, most;  // words after it
  Fact (*evaluate)(PlannedScenario&, const Words&);
};

constexpr std::size_t many = 32;
constexpr std::array fact_kinds{
    Kind{"makespan", 1, 1, makespan_fact},
    Kind{"bubble", 1, 1, bubble_fact},
    Kind{"peak", 1, 2, peak_fact},
    Kind{"period", 1, 1, period_fact},
    Kind{"busy", 2, 2, busy_fact},
    Kind{"idle", 2, 3, idle_fact},
    Kind{"start", 2, 2, start_fact},
    Kind{"end", 2, 2, end_fact},
    Kind{"runs", 1, 1, runs_fact},
    Kind{"memory", 1, 1, memory_fact},
    Kind{"time", 1, 1, block_time_fact},
    Kind{"least", 3, many, least_fact},
    Kind{"bound", 0, 0, [](PlannedScenario& planned, const Words&) { return time_fact(planned.bound()); }},
    Kind{"micro_batches", 0, 0,
         [](PlannedScenario& planned, const Words&) { return number_fact(planned.problem().micro_batches); }},
    Kind{"devices", 0, 0,
         [](PlannedScenario& planned, const Words&) {
           return number_fact(static_cast<double>(planned.problem().devices.size()));
         }},
};

const Kind& kind_of(const Words& words) {
  const auto kind =
      std::ranges::find(fact_kinds, words.empty() ? std::string_view() : words.front(), &Kind::name);
  if (kind == fact_kinds.end() || words.size() - 1 < kind->least || words.size() - 1 > kind->most)
    throw RequestError(
        "is no fact, expected such as makespan SCHEDULE, peak SCHEDULE DEVICE, bubble SCHEDULE");
  return *kind;
}

// The last word of the fact is the one that varies: "least idle 1f1b gpu0 gpu1" compares "idle 1f1b gpu0"
// with "idle 1f1b gpu1".
Fact least_fact(PlannedScenario& planned, const Words& words) {
  Words varied(words.begin() + 1, words.end());
  const auto kind = std::ranges::find(fact_kinds, words[1], &Kind::name);
  if (kind == fact_kinds.end() || kind->least == 0 || varied.size() < kind->least + 2)
    throw RequestError("expected such as least makespan SCHEDULE SCHEDULE");
  const Words candidates(varied.begin() + static_cast<std::ptrdiff_t>(kind->least), varied.end());
  varied.resize(kind->least + 1);
  Fact least{Fact::Unit::word, 0, {}};
  for (const std::string& candidate : candidates) {
    varied.back() = candidate;
    const double value = kind_of(varied).evaluate(planned, varied).value;
    if (least.word.empty() || value < least.value) least = {Fact::Unit::word, value, candidate};
  }
  return least;
}

}  // namespace

std::string in_words(const Fact& fact) {
  constexpr double percent = 100;
  switch (fact.unit) {
    case Fact::Unit::time:
      return human_time(fact.value);
    case Fact::Unit::bytes:
      return human_bytes(static_cast<Bytes>(fact.value));
    case Fact::Unit::ratio:
      return human_number(fact.value * percent) + " %";
    case Fact::Unit::number:
      return human_number(fact.value);
    case Fact::Unit::word:
      break;
  }
  return fact.word;
}

Facts::Facts(std::string scenario, std::string file, std::vector<Override> settings)
    : scenario_(std::move(scenario)), file_(std::move(file)), settings_(std::move(settings)) {}
Facts::~Facts() = default;

PlannedScenario& Facts::under(const std::vector<Override>& more) {
  std::string key;
  std::vector<Override> all = settings_;
  for (const Override& setting : more) {
    key += setting.key + '=' + setting.value + '\n';
    all.push_back(setting);
  }
  auto& planned = scenarios_[key];
  if (!planned) planned = std::make_unique<PlannedScenario>(parse_scenario(scenario_, file_, all));
  return *planned;
}

Fact Facts::evaluate(const std::string& expression) {
  try {
    constexpr std::string_view over = " over ", minus = " minus ";
    if (const std::size_t at = expression.find(over); at != std::string::npos)
      return number_fact(evaluate_one(expression.substr(0, at)).value /
                         evaluate_one(expression.substr(at + over.size())).value);
    const std::size_t at = expression.find(minus);
    Fact fact = evaluate_one(expression.substr(0, at));
    if (at != std::string::npos) fact.value -= evaluate_one(expression.substr(at + minus.size())).value;
    return fact;
  } catch (const RequestError& error) {
    throw RequestError(fmt::format("{}: '{}': {}", file_, expression, error.what()));
  }
}

Fact Facts::evaluate_one(const std::string& fact) {
  Words words;
  std::vector<Override> more;
  bool with = false;
  std::istringstream stream(fact);
  for (std::string word; stream >> word;) {
    if (with)
      more.push_back(parse_override(word));
    else if (word == "with")
      with = true;
    else
      words.push_back(word);
  }
  return kind_of(words).evaluate(under(more), words);
}

std::string Facts::fill(const std::string& text) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = text.find('{', at), close = text.find('}', open);
    filled += text.substr(at, open - at);
    if (open == std::string::npos) break;
    if (close == std::string::npos) throw RequestError(file_ + ": a { without its }");
    filled += in_words(evaluate(text.substr(open + 1, close - open - 1)));
    at = close + 1;
  }
  return filled;
}

}  // namespace repetend::gui
