#include "gui/lessons/facts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ranges>
#include <sstream>

#include "sim/core/error.hpp"
#include "sim/core/human.hpp"

namespace repetend::gui {
namespace {

using Planned = PlannedScenario;
using Words = std::vector<std::string>;

Fact time_fact(Time time) { return {Fact::Unit::time, static_cast<double>(time)}; }
Fact bytes_fact(Bytes bytes) { return {Fact::Unit::bytes, static_cast<double>(bytes)}; }
Fact ratio_fact(double ratio) { return {Fact::Unit::ratio, ratio}; }
Fact number_fact(auto number) { return {Fact::Unit::number, static_cast<double>(number)}; }
Fact word_fact(std::string word) { return {Fact::Unit::word, 0, std::move(word)}; }

Fact peak_fact(Planned& planned, const Words& words) {
  const auto& made = planned.made(words[1]);
  const auto& peaks = made.simulation.peak_memory;
  if (words.size() > 2) return bytes_fact(peaks[find_pool(made.problem(), words[2]).index()]);
  return bytes_fact(std::ranges::max(peaks | std::views::take(made.problem().devices.size())));
}

Fact period_fact(Planned& planned, const Words& words) {
  const auto& repetend = planned.made(words[1]).plan->repetend;
  if (!repetend) throw RequestError(fmt::format("the plan of {} does not repeat", words[1]));
  return {Fact::Unit::time, static_cast<double>(repetend->period) / repetend->micro_batches};
}

const LaneTime& lane_of(Planned& planned, const Words& words) {
  const auto& made = planned.made(words[1]);
  return made.lanes[find_lane(made.problem(), words[2]).index()];
}

// When an instance of a plan starts or ends.
Fact instance_fact(Planned& planned, const Words& words, std::vector<Time> Simulation::*times) {
  const auto& made = planned.made(words[1]);
  return time_fact((made.simulation.*times)[find_instance(made.problem(), words[2])]);
}

Fact idle_fact(Planned& planned, const Words& words) {
  const auto& made = planned.made(words[1]);
  const auto& idle = made.times[find_device(made.problem(), words[2]).index()].idle;
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

// The option that a plan takes of a choice.
Fact chosen_fact(Planned& planned, const Words& words) {
  const Problem& problem = planned.made(words[1]).problem();
  return word_fact(problem.chosen[find_choice(problem, words[2])].second);
}

Fact least_fact(Planned& planned, const Words& words);

struct Kind {
  std::string_view name;
  std::size_t least, most;  // words after it
  Fact (*evaluate)(Planned&, const Words&);
};

constexpr std::size_t many = 32;
constexpr std::array fact_kinds{
    Kind{"makespan", 1, 1, [](Planned& p, const Words& w) { return time_fact(p.made(w[1]).makespan()); }},
    Kind{"bubble", 1, 1, [](Planned& p, const Words& w) { return ratio_fact(p.made(w[1]).bubble); }},
    Kind{"peak", 1, 2, peak_fact},
    Kind{"period", 1, 1, period_fact},
    Kind{"busy", 2, 2, [](Planned& p, const Words& w) { return time_fact(lane_of(p, w).busy); }},
    Kind{"exposed", 2, 2, [](Planned& p, const Words& w) { return time_fact(lane_of(p, w).exposed()); }},
    Kind{"idle", 2, 3, idle_fact},
    Kind{"start", 2, 2, [](Planned& p, const Words& w) { return instance_fact(p, w, &Simulation::start); }},
    Kind{"end", 2, 2, [](Planned& p, const Words& w) { return instance_fact(p, w, &Simulation::end); }},
    Kind{"runs", 1, 1,
         [](Planned& p, const Words& w) { return word_fact(p.made(w[1]).feasible ? "yes" : "no"); }},
    Kind{"memory", 1, 1,
         [](Planned& p, const Words& w) {
           return bytes_fact(p.problem().device(find_device(p.problem(), w[1])).memory);
         }},
    Kind{"time", 1, 1,
         [](Planned& p, const Words& w) {
           return time_fact(least_durations(p.problem())[find_block(p.problem(), w[1])]);
         }},
    Kind{"chosen", 2, 2, chosen_fact},
    Kind{"least", 3, many, least_fact},
    Kind{"bound", 0, 0, [](Planned& p, const Words&) { return time_fact(p.bound()); }},
    Kind{"micro_batches", 0, 0,
         [](Planned& p, const Words&) { return number_fact(p.problem().micro_batches); }},
    Kind{"devices", 0, 0, [](Planned& p, const Words&) { return number_fact(p.problem().devices.size()); }},
};

const Kind& kind_of(const Words& words) {
  const auto kind =
      std::ranges::find(fact_kinds, words.empty() ? std::string_view() : words.front(), &Kind::name);
  if (kind == fact_kinds.end() || words.size() - 1 < kind->least || words.size() - 1 > kind->most)
    throw RequestError(
        "is no fact, expected such as makespan SCHEDULE, peak SCHEDULE DEVICE, bubble SCHEDULE");
  return *kind;
}

// "least idle 1f1b gpu0 gpu1" compares "idle 1f1b gpu0" with "idle 1f1b gpu1".
Fact least_fact(Planned& planned, const Words& words) {
  Words varied(words.begin() + 1, words.end());
  const auto kind = std::ranges::find(fact_kinds, words[1], &Kind::name);
  if (kind == fact_kinds.end() || kind->least == 0 || varied.size() < kind->least + 2)
    throw RequestError("expected such as least makespan SCHEDULE SCHEDULE");
  const Words candidates(varied.begin() + static_cast<std::ptrdiff_t>(kind->least), varied.end());
  varied.resize(kind->least + 1);
  Fact least{Fact::Unit::word, 0, {}};
  for (const std::string& candidate : candidates) {
    varied.back() = candidate;
    const Fact fact = kind_of(varied).evaluate(planned, varied);
    if (fact.unit == Fact::Unit::word)
      throw RequestError(fmt::format(
          "'{}' is a word, and least compares numbers: expected such as least makespan SCHEDULE SCHEDULE",
          words[1]));
    if (least.word.empty() || fact.value < least.value) least = {Fact::Unit::word, fact.value, candidate};
  }
  return least;
}

// People write units behind a number; each is worth so many of the fact's own terms.
using Multiples = std::vector<std::pair<std::string_view, double>>;

const Multiples& multiples_of(Fact::Unit unit) {
  static const std::array<Multiples, 5> by_unit{
      {{{"ns", 1}, {"us", 1e3}, {"µs", 1e3}, {"ms", 1e6}, {"s", 1e9}},
       {{"B", 1}, {"KiB", 0x1p10}, {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}},
       {{"%", 0.01}},
       {{"", 1}},
       {{"", 1}}}};
  return by_unit[static_cast<std::size_t>(unit)];
}

struct Quantity {
  double number = 0;
  std::string unit;
};

std::optional<Quantity> split(std::string text) {
  std::ranges::replace(text, ',', '.');
  std::erase(text, ' ');
  Quantity quantity;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quantity.number);
  if (error != std::errc() || !std::isfinite(quantity.number)) return std::nullopt;
  quantity.unit = text.substr(static_cast<std::size_t>(end - text.data()));
  return quantity;
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

std::optional<double> read_answer(const std::string& typed, const Fact& fact) {
  auto quantity = split(typed);
  if (!quantity) return std::nullopt;
  if (quantity->unit.empty()) quantity->unit = split(in_words(fact))->unit;
  const Multiples& multiples = multiples_of(fact.unit);
  const auto unit = std::ranges::find(multiples, quantity->unit, &Multiples::value_type::first);
  if (unit == multiples.end()) return std::nullopt;
  return quantity->number * unit->second;
}

bool is_right(double answer, const Fact& fact, double tolerance) {
  constexpr double shown = 0.005;  // in_words() shows three digits
  const bool whole = fact.unit == Fact::Unit::number && fact.value == std::floor(fact.value);
  return std::abs(answer - fact.value) <=
         std::abs(fact.value) * (whole ? tolerance : std::max(tolerance, shown));
}

Facts::Facts(std::string scenario, std::string file, std::vector<Override> settings)
    : scenario_(std::move(scenario)), file_(std::move(file)), settings_(std::move(settings)) {}

PlannedScenario& Facts::under(const std::vector<Override>& more) {
  std::string key;
  std::vector<Override> all = settings_;
  for (const Override& setting : more) {
    key += setting.key + '=' + setting.value + '\n';
    all.push_back(setting);
  }
  const auto known = scenarios_.find(key);
  if (known != scenarios_.end()) return known->second;
  return scenarios_.emplace(key, PlannedScenario(parse_scenario(scenario_, file_, all))).first->second;
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
