// Choices, each by itself, and the problems that their options make.
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "sim/problem/check_detail.hpp"
#include "sim/problem/choices.hpp"

namespace repetend::checks {
namespace {

using ChoiceOf = std::map<BlockId, ChoiceId>;  // of the blocks that options name

std::string option_name(const Choice& choice, const Option& option) {
  return fmt::format("choices.{}={}", choice.name, option.name);
}

bool has(const Option& option, BlockId b) { return std::ranges::count(option.blocks, b) > 0; }

void check_option_names(Findings& findings, ChoiceId id, const Choice& choice) {
  std::set<std::string_view> seen;
  for (std::size_t k = 0; k < choice.options.size(); ++k) {
    const std::string& name = choice.options[k].name;
    if (name.empty())
      add(findings, id, "option {} of choice {} has no name, expected one", k, choice.name);
    else if (!seen.insert(name).second)
      add(findings, id, "two options of choice {} are named {}, expected unique names", choice.name, name);
  }
}

// Whether all ids are in range.
bool check_ids(Findings& findings, const Problem& problem, ChoiceId id) {
  const std::size_t before = findings.size();
  const Choice& choice = problem.choices[id.index()];
  const auto look = [&](const Option& option, BlockId b) {
    if (b.index() >= problem.blocks.size())
      add(findings, id, "{} names block {}, expected an index below {}", option_name(choice, option), b.value,
          problem.blocks.size());
  };
  for (const Option& option : choice.options) {
    for (BlockId b : option.blocks) look(option, b);
    for (const auto& [b, set] : option.set) look(option, b);
  }
  return findings.size() == before;
}

void check_option_blocks(Findings& findings, const Problem& problem, ChoiceId id, ChoiceOf& choice_of) {
  const Choice& choice = problem.choices[id.index()];
  for (const Option& option : choice.options) {
    std::set<BlockId> seen;
    for (BlockId b : option.blocks) {
      const std::string& name = problem.block(b).name;
      if (!seen.insert(b).second)
        add(findings, id, "{} lists block {} twice, expected it once", option_name(choice, option), name);
      const ChoiceId other = choice_of.emplace(b, id).first->second;
      if (other != id)
        add(findings, id, "{} lists block {}, which choice {} lists too, expected one choice a block",
            option_name(choice, option), name, problem.choices[other.index()].name);
    }
  }
}

void check_set(Findings& findings, const Problem& problem, ChoiceId id) {
  const Choice& choice = problem.choices[id.index()];
  for (const Option& option : choice.options) {
    const std::string by = option_name(choice, option);
    std::set<BlockId> seen;
    for (const auto& [b, set] : option.set) {
      const std::string& name = problem.block(b).name;
      if (!seen.insert(b).second) add(findings, id, "{} sets block {} twice, expected it once", by, name);
      if (set.name != name)
        add(findings, id, "{} sets block {} as {}, expected the same name", by, name, set.name);
      const auto names_it = [b = b](const Option& o) { return has(o, b); };
      if (!names_it(option) && std::ranges::any_of(choice.options, names_it))
        add(findings, id, "{} sets block {}, which is not there with it, expected a block that is", by, name);
    }
  }
}

// Options of two choices must change different fields of a block, so that it does not matter which comes
// first.
void check_conflicts(Findings& findings, const Problem& problem) {
  struct Set {
    ChoiceId choice;
    const Option* option;
    const Block* block;
  };
  std::map<BlockId, std::vector<Set>> sets;
  for (ChoiceId id : ids<ChoiceId>(problem.choices.size()))
    for (const Option& option : problem.choices[id.index()].options)
      for (const auto& [b, block] : option.set) {
        const Block& base = problem.block(b);
        for (const Set& other : sets[b]) {
          if (other.choice == id ||
              with_changes(*other.block, base, block) == with_changes(block, base, *other.block))
            continue;
          const Choice& before = problem.choices[other.choice.index()];
          add(findings, id, "{} and {} set the same of block {} in two ways, expected one choice of it",
              option_name(before, *other.option), option_name(problem.choices[id.index()], option),
              base.name);
        }
        sets[b].push_back({id, &option, &block});
      }
}

// What a finding about a problem with options made is about in the problem that leaves them open.
Subject subject_before(const Subject& subject, const Problem& problem, const Problem& made) {
  const auto block = [&](BlockId b) {
    const auto found = std::ranges::find(problem.blocks, made.block(b).name, &Block::name);
    return BlockId{static_cast<std::size_t>(found - problem.blocks.begin())};
  };
  if (const auto* b = std::get_if<BlockId>(&subject)) return block(*b);
  if (const auto* e = std::get_if<EdgeId>(&subject)) return block(made.edge(*e).to);  // which lists it
  if (std::holds_alternative<PairId>(subject)) return std::monostate{};               // others may be gone
  return subject;
}

}  // namespace

void check_choices(Findings& findings, const Problem& problem) {
  check_names<ChoiceId>(findings, problem.choices, "choice");
  ChoiceOf choice_of;
  bool sound_ids = true;
  for (ChoiceId id : ids<ChoiceId>(problem.choices.size())) {
    const Choice& choice = problem.choices[id.index()];
    if (choice.options.empty())
      add(findings, id, "choice {} has no options, expected at least one", choice.name);
    check_option_names(findings, id, choice);
    if (!check_ids(findings, problem, id)) {
      sound_ids = false;
      continue;
    }
    check_option_blocks(findings, problem, id, choice_of);
    check_set(findings, problem, id);
  }
  if (sound_ids) check_conflicts(findings, problem);
}

void check_options(Findings& findings, const Problem& problem) {
  std::vector<std::size_t> options(problem.choices.size());
  std::vector<std::string> firsts;
  for (const Choice& choice : problem.choices) firsts.push_back(option_name(choice, choice.options.front()));
  const Problem first = with_choices(problem, options);
  for (const Finding& finding : check(first))
    add(findings, subject_before(finding.subject, problem, first), "with {}: {}", fmt::join(firsts, ", "),
        finding.message);
  if (!findings.empty()) return;  // what is wrong already would be wrong with most of the others
  for (ChoiceId id : ids<ChoiceId>(problem.choices.size())) {
    const Choice& choice = problem.choices[id.index()];
    for (std::size_t k = 1; k < choice.options.size(); ++k) {
      options[id.index()] = k;
      for (const Finding& finding : check(with_choices(problem, options)))
        add(findings, id, "with {}: {}", option_name(choice, choice.options[k]), finding.message);
    }
    options[id.index()] = 0;
  }
}

}  // namespace repetend::checks
