#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "sim/schedules/recognition.hpp"

namespace repetend::recognition {
namespace {

constexpr std::size_t nobody = std::numeric_limits<std::size_t>::max();

// Small device sets first: what then covers several ranks is a gang.
std::vector<BlockId> by_width(const Blocks& blocks) {
  std::vector<BlockId> result = blocks.order;
  std::ranges::stable_sort(result, {}, [&](BlockId b) { return blocks.problem.block(b).uses.size(); });
  return result;
}

class Finder {
 public:
  explicit Finder(const Blocks& blocks) : blocks_(blocks), owner_(blocks.problem.devices.size(), nobody) {}

  Ranks find() {
    for (BlockId b : by_width(blocks_)) place(b);
    Ranks ranks{.devices = sorted(), .of_block = {}};
    for (const Block& block : blocks_.problem.blocks) ranks.of_block.push_back(ranks_of(block));
    return ranks;
  }

 private:
  // Devices that no smaller set has claimed become a rank of this block; ranks that it reaches into must lie
  // in it as a whole.
  void place(BlockId b) {
    std::vector<DeviceId> unclaimed;
    const Block& block = blocks_.problem.block(b);
    for (const DeviceUse& use : block.uses) {
      const std::size_t owner = owner_[use.device.index()];
      if (owner == nobody)
        unclaimed.push_back(use.device);
      else if (!std::ranges::all_of(ranks_[owner], [&](DeviceId d) { return find_use(block, d) != nullptr; }))
        throw NoPipeline(fmt::format("{} and {} share some of their devices but not all", block.name,
                                     blocks_.name(first_block_[owner])));
    }
    if (unclaimed.empty()) return;
    for (DeviceId d : unclaimed) owner_[d.index()] = ranks_.size();
    ranks_.push_back(std::move(unclaimed));
    first_block_.push_back(b);
  }

  std::vector<std::vector<DeviceId>> sorted() {
    std::vector<std::vector<DeviceId>> result = ranks_;
    std::ranges::sort(result);
    for (std::size_t r = 0; r < result.size(); ++r)
      for (DeviceId d : result[r]) owner_[d.index()] = r;
    return result;
  }

  std::vector<RankId> ranks_of(const Block& block) const {
    std::vector<RankId> result;
    for (const DeviceUse& use : block.uses) result.emplace_back(owner_[use.device.index()]);
    std::ranges::sort(result);
    result.erase(std::ranges::unique(result).begin(), result.end());
    return result;
  }

  const Blocks& blocks_;
  std::vector<std::size_t> owner_;  // by device
  std::vector<std::vector<DeviceId>> ranks_;
  std::vector<BlockId> first_block_;  // by rank
};

}  // namespace

Ranks find_ranks(const Blocks& blocks) { return Finder(blocks).find(); }

}  // namespace repetend::recognition
