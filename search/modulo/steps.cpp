#include "search/modulo/steps.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// reach[i][j]: a path of edges of distance 0 leads from i to j; also i = j.
using Reach = IdVector<BlockId, IdVector<BlockId, char>>;

Reach reach_of(const CyclicModel& model) {
  Reach reach(model.block_count(), IdVector<BlockId, char>(model.block_count()));
  for (auto b = model.order.rbegin(); b != model.order.rend(); ++b) {
    reach[*b][*b] = 1;
    for (const Dependence& arc : model.out[*b]) {
      if (arc.distance != 0) continue;
      for (BlockId j : model.blocks()) reach[*b][j] |= reach[arc.to][j];
    }
  }
  return reach;
}

// Of the limited memory of all devices, in millionths: what is held across a block at the least, acquired
// before it and released after it.
IdVector<BlockId, Wide> held_across(const CyclicModel& model, const Reach& reach) {
  constexpr Wide parts = 1'000'000;
  IdVector<BlockId, Wide> held(model.block_count());
  for (MachineId m : model.on_machine.ids()) {
    if (!model.counts_memory[m]) continue;
    const Device& device = model.problem->device(device_of(*model.problem, m));
    const Bytes room = std::max(Bytes{1}, device.memory - device.static_memory);
    for (BlockId b : model.blocks()) {
      Bytes before = 0, after = 0;
      for (BlockId other : model.on_machine[m]) {
        const DeviceUse& use = use_at(*model.problem, other, m);
        if (reach[other][b]) before += use.acquire;
        if (reach[b][other]) after += use.release;
      }
      held[b] += std::min(before, after) * parts / room;
    }
  }
  return held;
}

// What is placed stays convex: no block to come lies on a path between two that are placed, so each is placed
// from one side alone.
class Swing {
 public:
  explicit Swing(const CyclicModel& model)
      : model_(model),
        reach_(reach_of(model)),
        weight_(held_across(model, reach_)),
        placed_(model.block_count()),
        after_(model.block_count()),
        before_(model.block_count()) {}

  Steps steps() {
    Steps result;
    while (result.size() < model_.block_count()) {
      result.push_back(next());
      place(result.back().block);
    }
    return result;
  }

 private:
  // The next block is the heaviest of those that what is placed leads to or waits for, else the heaviest of
  // all.
  Step next() const {
    std::optional<Step> best;
    bool attached = false;
    for (BlockId b : model_.order) {
      if (placed_[b]) continue;
      const bool forward = follows(b), backward = !forward && precedes(b), now = forward || backward;
      if (now < attached) continue;
      if (best && now == attached && weight_[b] <= weight_[best->block]) continue;
      best = Step{b, backward};
      attached = now;
    }
    return *best;
  }

  bool follows(BlockId b) const {
    return after_[b] && std::ranges::none_of(model_.in[b], [this](const Dependence& arc) {
             return arc.distance == 0 && !placed_[arc.from] && after_[arc.from];
           });
  }
  bool precedes(BlockId b) const {
    return before_[b] && std::ranges::none_of(model_.out[b], [this](const Dependence& arc) {
             return arc.distance == 0 && !placed_[arc.to] && before_[arc.to];
           });
  }

  void place(BlockId b) {
    placed_[b] = 1;
    for (BlockId other : model_.blocks()) {
      after_[other] |= reach_[b][other];
      before_[other] |= reach_[other][b];
    }
  }

  const CyclicModel& model_;
  const Reach reach_;
  const IdVector<BlockId, Wide> weight_;
  IdVector<BlockId, char> placed_, after_, before_;  // placed; what is placed leads to it; waits for it
};

}  // namespace

Steps forward_steps(const CyclicModel& model) {
  Steps steps;
  for (BlockId b : model.order) steps.push_back({b});
  return steps;
}

Steps swing_steps(const CyclicModel& model) { return Swing(model).steps(); }

}  // namespace repetend::search
