#include <algorithm>

#include "sim/schedules/recognition.hpp"

namespace repetend::recognition {
namespace {

using Rows = std::vector<std::vector<BlockId>>;  // by stage and slice

class Slices {
 public:
  Slices(const Blocks& blocks, const Ranks& ranks) : blocks_(blocks), ranks_(ranks) {}

  // What the rows must be if there are any: along a rank go the slices, from rank to rank the stages.
  Rows rows() const {
    Rows result;
    for (std::optional<BlockId> head = first(); head; head = next(*head, false)) {
      if (result.size() == blocks_.phase.size()) return {};
      auto& row = result.emplace_back();
      for (std::optional<BlockId> b = head; b; b = next(*b, true)) row.push_back(*b);
    }
    return result;
  }

  bool is_grid(const Rows& rows) const {
    const std::size_t stages = rows.size(), slices = stages > 0 ? rows.front().size() : 0;
    if (stages < 2 || slices < 2) return false;
    std::size_t forward = 0;
    for (const Phase phase : blocks_.phase) forward += phase == Phase::forward;
    if (forward != stages * slices || std::ranges::find(blocks_.phase, Phase::turn) != blocks_.phase.end())
      return false;
    std::vector<std::vector<RankId>> ranks;
    for (const auto& row : rows) {
      if (row.size() != slices || ranks_of(row.front()).size() != 1) return false;
      ranks.push_back(ranks_of(row.front()));
    }
    std::ranges::sort(ranks);
    return std::ranges::adjacent_find(ranks) == ranks.end();
  }

  // Every cell follows the cells before it in its row and its column, and nothing else.
  static bool follow(const Rows& rows, const Neighbours& pass) {
    for (std::size_t s = 0; s < rows.size(); ++s)
      for (std::size_t j = 0; j < rows[s].size(); ++j) {
        std::vector<BlockId> expected;
        if (s > 0) expected.push_back(rows[s - 1][j]);
        if (j > 0) expected.push_back(rows[s][j - 1]);
        std::vector<BlockId> before = pass.before[rows[s][j].index()];
        std::ranges::sort(expected);
        std::ranges::sort(before);
        if (before != expected) return false;
      }
    return true;
  }

 private:
  const std::vector<RankId>& ranks_of(BlockId b) const { return ranks_.of_block[b.index()]; }

  std::optional<BlockId> first() const {
    for (BlockId b : blocks_.order)
      if (blocks_.phase[b.index()] == Phase::forward) return b;
    return std::nullopt;
  }

  std::optional<BlockId> next(BlockId b, bool same_ranks) const {
    for (BlockId after : blocks_.forward.after[b.index()])
      if ((ranks_of(after) == ranks_of(b)) == same_ranks) return after;
    return std::nullopt;
  }

  const Blocks& blocks_;
  const Ranks& ranks_;
};

// The backward pass in its own order: from the last stage and slice to the first. Empty where blocks have no
// mirror.
Rows mirrored(const Rows& rows, const std::vector<std::optional<BlockId>>& mirrors) {
  Rows result;
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    auto& back = result.emplace_back();
    for (auto b = row->rbegin(); b != row->rend(); ++b) {
      if (!mirrors[b->index()]) return {};
      back.push_back(*mirrors[b->index()]);
    }
  }
  return result;
}

}  // namespace

Rows find_slices(const Blocks& blocks, const Ranks& ranks,
                 const std::vector<std::optional<BlockId>>& mirrors) {
  const Slices slices(blocks, ranks);
  Rows rows = slices.rows();
  if (!slices.is_grid(rows) || !Slices::follow(rows, blocks.forward)) return {};
  const bool training = std::ranges::find(blocks.phase, Phase::backward) != blocks.phase.end();
  if (!training) return rows;
  const Rows back = mirrored(rows, mirrors);
  return !back.empty() && Slices::follow(back, blocks.backward) ? rows : Rows{};
}

}  // namespace repetend::recognition
