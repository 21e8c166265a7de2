#include "search/wide/selections.hpp"

#include <algorithm>

#include "sim/problem/check.hpp"
#include "sim/problem/choices.hpp"

namespace repetend::search {

std::shared_ptr<const Problem> chosen_problem(const std::shared_ptr<const Problem>& problem,
                                              const Selection& selection) {
  if (problem->choices.empty()) return problem;
  auto chosen = std::make_shared<const Problem>(with_choices(*problem, selection));
  if (!check(*chosen).empty()) return nullptr;
  return chosen;
}

namespace {

// The fields of a block that make times, as short as the option makes them or as they are.
void shorten(Block& block, const Block& base, const Block& set) {
  const Block with = with_changes(base, base, set);
  block.time = std::min(block.time, with.time);
  if (block.times.size() != with.times.size()) {
    block.times.clear();
    block.time = 0;
  }
  for (std::size_t n = 0; n < block.times.size(); ++n)
    block.times[n] = std::min(block.times[n], with.times[n]);
}

}  // namespace

Problem least_of_all_selections(const Problem& problem) {
  if (problem.choices.empty()) return problem;
  Problem result = problem;
  Option none{"none", {}, {}}, all{"all", {}, {}};
  for (const Choice& choice : problem.choices)
    for (const Option& option : choice.options) {
      all.blocks.insert(all.blocks.end(), option.blocks.begin(), option.blocks.end());
      for (const auto& [b, set] : option.set) {
        shorten(result.blocks[b.index()], problem.block(b), set);
        if (set.machines != problem.block(b).machines) result.blocks[b.index()].time = 0;
      }
    }
  std::ranges::sort(all.blocks);
  all.blocks.erase(std::ranges::unique(all.blocks).begin(), all.blocks.end());
  result.choices = {{"any", {none, all}}};
  // What options change of the memory may be more or less of it.
  for (Device& device : result.devices) device.memory = unlimited;
  for (Pool& pool : result.pools) pool.capacity = unlimited;
  const Selection first{0};
  return with_choices(result, first);
}

FirstSelections first_selections(const Problem& problem, std::size_t most) {
  FirstSelections result{selections(problem, most + 1), true};
  if (result.selections.size() <= most) return result;
  result = {{}, false};
  std::size_t options = 0;
  for (const Choice& choice : problem.choices) options = std::max(options, choice.options.size());
  for (std::size_t k = 0; k < options; ++k) {
    Selection same;
    for (const Choice& choice : problem.choices) same.push_back(std::min(k, choice.options.size() - 1));
    result.selections.push_back(std::move(same));
  }
  return result;
}

std::vector<Selection> next_to(const Problem& problem, const Selection& selection) {
  std::vector<Selection> result;
  for (std::size_t c = 0; c < selection.size(); ++c)
    for (std::size_t o = 0; o < problem.choices[c].options.size(); ++o) {
      if (o == selection[c]) continue;
      result.push_back(selection);
      result.back()[c] = o;
    }
  return result;
}

}  // namespace repetend::search
