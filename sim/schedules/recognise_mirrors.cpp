#include <fmt/format.h>

#include <algorithm>

#include "sim/schedules/recognition.hpp"

namespace repetend::recognition {
namespace {

class Mirrors {
 public:
  explicit Mirrors(const Blocks& blocks)
      : blocks_(blocks), mirror_(blocks.phase.size()), taken_(blocks.phase.size()) {
    for (BlockId b : blocks.order)
      if (blocks.phase[b.index()] == Phase::backward && blocks.backward.before[b.index()].empty())
        first_.push_back(b);
  }

  // From the end of the forward pass back to its start, so that the mirror of what follows is known.
  std::vector<std::optional<BlockId>> find() {
    for (auto f = blocks_.order.rbegin(); f != blocks_.order.rend(); ++f)
      if (blocks_.phase[f->index()] == Phase::forward) pair(*f);
    if (!first_.empty()) require_pairs();
    return mirror_;
  }

 private:
  void pair(BlockId f) {
    for (BlockId candidate : candidates(f)) {
      const bool same_devices =
          devices_of(blocks_.problem.block(candidate)) == devices_of(blocks_.problem.block(f));
      if (!same_devices || taken_[candidate.index()]) continue;
      mirror_[f.index()] = candidate;
      taken_[candidate.index()] = true;
      return;
    }
  }

  // The backward pass runs the forward one's dependencies in reverse: f's mirror comes right after the mirror
  // of what follows f, or starts the backward pass when nothing does, or only the turn.
  std::vector<BlockId> candidates(BlockId f) const {
    std::vector<BlockId> result;
    const auto& next = blocks_.forward.after[f.index()];
    for (BlockId n : next) {
      if (const auto& after = mirror_[n.index()])
        result.insert(result.end(), blocks_.backward.after[after->index()].begin(),
                      blocks_.backward.after[after->index()].end());
      else if (blocks_.phase[n.index()] == Phase::turn)
        add_starts(result, n);
    }
    if (next.empty()) add_starts(result, f);
    return result;
  }

  void add_starts(std::vector<BlockId>& result, BlockId f) const {
    for (BlockId b : first_)
      if (blocks_.reaches(f, b)) result.push_back(b);
  }

  // The break nearest to the turn is the one to name: what comes before it in the forward pass only follows.
  void require_pairs() const {
    for (auto f = blocks_.order.rbegin(); f != blocks_.order.rend(); ++f)
      // A block of kind other may stand in the forward pass alone (an embedding that is not trained).
      if (!mirror_[f->index()] && blocks_.problem.block(*f).kind == BlockKind::forward)
        throw NoPipeline(
            fmt::format("{} has no backward block that mirrors it on the same devices", blocks_.name(*f)));
    for (BlockId b : blocks_.order)
      if (blocks_.phase[b.index()] == Phase::backward && !taken_[b.index()])
        throw NoPipeline(fmt::format("{} mirrors no forward block on the same devices", blocks_.name(b)));
  }

  const Blocks& blocks_;
  std::vector<std::optional<BlockId>> mirror_;
  std::vector<bool> taken_;
  std::vector<BlockId> first_;  // of the backward pass
};

}  // namespace

std::vector<std::optional<BlockId>> find_mirrors(const Blocks& blocks) { return Mirrors(blocks).find(); }

}  // namespace repetend::recognition
