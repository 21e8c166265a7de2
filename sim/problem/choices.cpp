#include "sim/problem/choices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "sim/core/error.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/core/suggest.hpp"

namespace repetend {
namespace {

// By choice: the option that is taken, or none while it stays open.
using Selection = std::vector<std::optional<std::size_t>>;

template <class Part>
std::size_t find_named(const std::vector<Part>& parts, std::string_view name, const std::string& what) {
  const auto found = std::ranges::find(parts, name, &Part::name);
  if (found != parts.end()) return static_cast<std::size_t>(found - parts.begin());
  std::vector<std::string_view> names;
  for (const Part& part : parts) names.push_back(part.name);
  throw RequestError(
      fmt::format("{}, expected one of {}{}", what, fmt::join(names, ", "), did_you_mean(name, names)));
}

IdVector<BlockId, char> gone_blocks(const Problem& problem, const Selection& selection) {
  IdVector<BlockId, char> gone(problem.blocks.size());
  for (std::size_t c = 0; c < selection.size(); ++c) {
    if (!selection[c]) continue;
    for (const Option& option : problem.choices[c].options)
      for (BlockId b : option.blocks) gone[b] = 1;
    for (BlockId b : problem.choices[c].options[*selection[c]].blocks) gone[b] = 0;
  }
  return gone;
}

// The edges to one block as its `after` lists them, with those from the block that is gone replaced by edges
// from what leads to it.
std::vector<Edge> led_past(BlockId gone, const std::vector<Edge>& to_gone, const std::vector<Edge>& edges) {
  std::vector<Edge> result;
  const auto add = [&](const Edge& edge) {
    const auto alike = std::ranges::find_if(
        result, [&](const Edge& e) { return e.from == edge.from && e.distance == edge.distance; });
    if (alike == result.end())
      result.push_back(edge);
    else
      alike->bytes = std::max(alike->bytes, edge.bytes);
  };
  for (const Edge& out : edges) {
    if (out.from != gone) {
      add(out);
      continue;
    }
    for (const Edge& in : to_gone) {
      if (in.from == gone) continue;  // it led from one micro-batch to the next
      const std::int64_t distance = std::int64_t{in.distance} + out.distance;
      const auto most = std::int64_t{std::numeric_limits<int>::max()};  // check() finds it too large
      add({in.from, out.to, std::max(in.bytes, out.bytes), static_cast<int>(std::min(distance, most))});
    }
  }
  return result;
}

// In edge order.
std::vector<Edge> edges_without(const Problem& problem, const IdVector<BlockId, char>& gone) {
  IdVector<BlockId, std::vector<Edge>> inputs(problem.blocks.size());
  for (const Edge& edge : problem.edges) inputs[edge.to].push_back(edge);
  for (BlockId b : gone.ids()) {
    if (gone[b] == 0) continue;
    const std::vector<Edge> to_gone = inputs[b];
    for (std::vector<Edge>& edges : inputs)
      if (std::ranges::count(edges, b, &Edge::from) > 0) edges = led_past(b, to_gone, edges);
  }
  std::vector<Edge> result;
  for (BlockId b : gone.ids())
    if (gone[b] == 0) result.insert(result.end(), inputs[b].begin(), inputs[b].end());
  return result;
}

// The blocks as the options taken make them, those that are gone included.
IdVector<BlockId, Block> changed_blocks(const Problem& problem, const Selection& selection) {
  IdVector<BlockId, Block> blocks(problem.blocks);
  for (std::size_t c = 0; c < selection.size(); ++c)
    if (selection[c])
      for (const auto& [b, set] : problem.choices[c].options[*selection[c]].set)
        blocks[b] = with_changes(std::move(blocks[b]), problem.block(b), set);
  return blocks;
}

// Writes the parts that name blocks with the numbers of those that are left.
class Renumbering {
 public:
  explicit Renumbering(const IdVector<BlockId, char>& gone) : gone_(gone) {
    std::size_t count = 0;
    for (BlockId b : gone.ids()) ids_.push_back(gone[b] == 0 ? BlockId{count++} : BlockId{});
  }

  bool is_gone(BlockId b) const { return gone_[b] != 0; }
  BlockId operator()(BlockId b) const { return ids_[b]; }
  std::vector<BlockId> operator()(const std::vector<BlockId>& blocks) const {
    std::vector<BlockId> result;
    for (BlockId b : blocks)
      if (!is_gone(b)) result.push_back(ids_[b]);
    return result;
  }

 private:
  const IdVector<BlockId, char>& gone_;
  IdVector<BlockId, BlockId> ids_;
};

// What other options set in a block, they set in the block as it is now.
Choice still_open(Choice choice, const Problem& problem, const IdVector<BlockId, Block>& blocks,
                  const Renumbering& renumbered) {
  for (Option& option : choice.options) {
    option.blocks = renumbered(option.blocks);
    std::erase_if(option.set, [&](const auto& set) { return renumbered.is_gone(set.first); });
    for (auto& [b, set] : option.set) {
      set = with_changes(blocks[b], problem.block(b), set);
      b = renumbered(b);
    }
  }
  return choice;
}

Problem resolved(const Problem& problem, const Selection& selection) {
  const IdVector<BlockId, char> gone = gone_blocks(problem, selection);
  const IdVector<BlockId, Block> blocks = changed_blocks(problem, selection);
  const Renumbering renumbered(gone);
  Problem result = problem;
  result.blocks.clear();
  for (BlockId b : gone.ids())
    if (!renumbered.is_gone(b)) result.blocks.push_back(blocks[b]);
  result.edges = edges_without(problem, gone);
  for (Edge& edge : result.edges) edge.from = renumbered(edge.from), edge.to = renumbered(edge.to);
  const auto loses_one = [&](const std::vector<BlockId>& side) {
    return std::ranges::any_of(side, [&](BlockId b) { return renumbered.is_gone(b); });
  };
  std::erase_if(result.pairs, [&](const Pair& p) { return loses_one(p.first) || loses_one(p.second); });
  for (Pair& pair : result.pairs) pair.first = renumbered(pair.first), pair.second = renumbered(pair.second);
  result.choices.clear();
  for (std::size_t c = 0; c < selection.size(); ++c) {
    const Choice& choice = problem.choices[c];
    if (selection[c])
      result.chosen.emplace_back(choice.name, choice.options[*selection[c]].name);
    else
      result.choices.push_back(still_open(choice, problem, blocks, renumbered));
  }
  return result;
}

}  // namespace

OptionIndex find_option(const Problem& problem, std::string_view choice, std::string_view option) {
  const std::string asked = fmt::format("choices.{}={}", choice, option);
  if (problem.choices.empty()) throw RequestError(asked + ": the problem leaves no choice, expected one");
  const std::size_t c = find_named(problem.choices, choice, fmt::format("{}: no choice '{}'", asked, choice));
  return {c,
          find_named(problem.choices[c].options, option, fmt::format("{}: no option '{}'", asked, option))};
}

Problem with_choices(const Problem& problem, std::span<const std::size_t> options) {
  return resolved(problem, Selection(options.begin(), options.end()));
}

Problem with_option(const Problem& problem, OptionIndex made) {
  Selection selection(problem.choices.size());
  selection[made.choice] = made.option;
  return resolved(problem, selection);
}

std::vector<std::vector<std::size_t>> selections(const Problem& problem, std::size_t limit) {
  std::vector<std::vector<std::size_t>> result;
  std::vector<std::size_t> next(problem.choices.size());
  while (result.size() < limit) {
    result.push_back(next);
    std::size_t c = next.size();  // the last choice that has a further option takes it
    while (c > 0 && next[c - 1] + 1 == problem.choices[c - 1].options.size()) next[--c] = 0;
    if (c == 0) break;
    ++next[c - 1];
  }
  return result;
}

Block with_changes(Block block, const Block& base, const Block& set) {
  const auto take = [&](auto... fields) {
    ((set.*fields != base.*fields ? void(block.*fields = set.*fields) : void()), ...);
  };
  take(&Block::kind, &Block::stage, &Block::time, &Block::uses, &Block::repeat, &Block::times,
       &Block::machines, &Block::elsewhere);
  return block;
}

}  // namespace repetend
