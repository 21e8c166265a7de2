#include "search/repetend/relocate.hpp"

#include <algorithm>
#include <random>

namespace repetend::search {
namespace {

class Relocation {
 public:
  Relocation(const CyclicModel& model, const CyclicSchedule& schedule)
      : model_(model), period_(schedule.period), residue_(model.blocks()), around_(model.on_device) {
    for (std::size_t b = 0; b < model.blocks(); ++b) residue_[b] = schedule.residue(b);
    for (std::size_t b = 0; b < model.blocks(); ++b)
      if (model.devices[b].size() == 1 && model.on_device[model.devices[b][0]].size() > 1)
        movable_.push_back(b);
    for (std::size_t b = 0; b < model.blocks(); ++b)
      for (const DeviceUse& use : model.problem->blocks[b].uses)
        if (model.counts_memory[use.device.index()]) net_.push_back({b, use.acquire - use.release});
  }

  bool can_move() const { return !movable_.empty(); }

  // A random block before another one of its device. False: a block of several devices is in the way.
  bool move() {
    const std::size_t block = movable_[below(movable_.size())], device = model_.devices[block][0];
    auto& around = around_[device];
    std::ranges::sort(around, {}, [this](std::size_t b) { return residue_[b]; });
    std::ranges::rotate(around, std::ranges::find(around, block));
    const std::size_t passed = 1 + below(around.size() - 1);  // blocks that it moves behind
    for (std::size_t i = 1; i <= passed; ++i)
      if (model_.devices[around[i]].size() > 1) return false;
    before_.clear();
    for (std::size_t i = 0; i <= passed; ++i) before_.emplace_back(around[i], residue_[around[i]]);
    const Time length = model_.duration[block];
    for (std::size_t i = 1; i <= passed; ++i) set(around[i], residue_[around[i]] - length);
    set(block, residue_[around[passed]] + model_.duration[around[passed]]);
    return true;
  }

  void take_back() {
    for (const auto& [block, residue] : before_) residue_[block] = residue;
  }

  // The earliest starts at these residues; none where an edge that leads back to an earlier block forbids
  // them.
  std::optional<CyclicSchedule> schedule() const {
    CyclicSchedule result{period_, std::vector<Time>(model_.blocks())};
    for (std::size_t b : model_.order) {
      Time ready = 0;
      for (const Arc& arc : model_.in[b])
        if (arc.distance == 0) ready = std::max(ready, result.start[arc.from] + arc.delay);
      result.start[b] = ready + modulo(residue_[b] - ready);
    }
    for (const Arc& arc : model_.arcs)
      if (result.start[arc.to] + arc.distance * period_ < result.start[arc.from] + arc.delay)
        return std::nullopt;
    delay_acquires(model_, result);
    return result;
  }

  // One byte above a capacity weighs as much as several bytes held for a whole period.
  Wide cost(const CyclicSchedule& schedule, Bytes excess) const {
    constexpr Wide weight = 8;
    Wide held = 0;
    for (const auto& [block, net] : net_) held -= static_cast<Wide>(net) * schedule.start[block];
    return weight * excess * period_ + held;
  }

 private:
  struct Net {
    std::size_t block;
    Bytes bytes;  // acquired less released on a device
  };

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  Time modulo(Time t) const { return (t % period_ + period_) % period_; }
  void set(std::size_t block, Time residue) { residue_[block] = modulo(residue); }

  const CyclicModel& model_;
  const Time period_;
  std::vector<Time> residue_;                     // by block
  std::vector<std::vector<std::size_t>> around_;  // blocks, by device
  std::vector<std::size_t> movable_;
  std::vector<Net> net_;
  std::vector<std::pair<std::size_t, Time>> before_;  // residues before the last move
  std::mt19937_64 random_{1};
};

}  // namespace

std::optional<CyclicSchedule> relocate(const CyclicModel& model, const CyclicSchedule& schedule,
                                       Budget& budget) {
  constexpr std::size_t history = 64;
  constexpr std::uint64_t moves_a_state = 4;
  Relocation state(model, schedule);
  const auto first = state.schedule();
  if (!first) return std::nullopt;
  const Bytes first_excess = memory_excess(model, *first);
  if (first_excess == 0) return first;
  if (!state.can_move()) return std::nullopt;
  Wide current = state.cost(*first, first_excess);
  std::vector<Wide> late(history, current);
  for (std::uint64_t k = 0; !budget.out(); ++k) {
    if (k % moves_a_state == 0) budget.spend();
    if (!state.move()) continue;
    auto next = state.schedule();
    const Bytes excess = next ? memory_excess(model, *next) : 0;
    if (next && excess == 0) return next;
    const Wide cost = next ? state.cost(*next, excess) : 0;
    Wide& earlier = late[k % history];
    if (next && (cost <= current || cost <= earlier))
      current = cost;
    else
      state.take_back();
    earlier = current;
  }
  return std::nullopt;
}

}  // namespace repetend::search
