#include "sim/engine/idle_memory.hpp"

#include <algorithm>

#include "sim/plan/pool_levels.hpp"

namespace repetend {

PoolCurves::PoolCurves(const Problem& problem, const Simulation& simulation) : recorded_(simulation.memory) {
  if (!recorded_.empty()) return;
  for (const PoolCurve& curve : pool_curves(problem, simulation.start, simulation.end)) {
    auto& steps = made_.emplace_back();
    for (const PoolLevel& step : curve) steps.push_back({step.at, step.level});
  }
}

Bytes PoolCurves::level(PoolId p, Time at) const {
  return std::prev(std::ranges::upper_bound(steps(p), at, {}, &MemoryStep::at))->bytes;
}

Time PoolCurves::next_change(PoolId p, Time at) const {
  const auto next = std::ranges::upper_bound(steps(p), at, {}, &MemoryStep::at);
  return next == steps(p).end() ? sum_limit : next->at;
}

LaterWork::LaterWork(const Problem& problem, MachineId machine, const std::vector<Instance>& order,
                     const FusedGroups& fused, const Inputs& inputs, const PoolCurves& curves)
    : problem_(problem),
      machine_(machine),
      fused_(fused),
      inputs_(inputs),
      curves_(curves),
      left_(problem.blocks.size()) {
  for (const Instance& i : order) {
    auto& instances = left_[i.block.index()].instances;
    if (instances.empty()) blocks_.push_back(i.block);
    instances.push_back(i);
  }
  const auto hold = [this](PoolId p) {
    if (capacity_of(problem_, p) != unlimited && std::ranges::count(pools_, p, &Held::pool) == 0)
      pools_.push_back({p});
  };
  hold(memory_of(device_of(problem, machine)));
  for (BlockId b : blocks_)
    for (const PoolUse& use : problem.block(b).elsewhere) hold(use.pool);
}

void LaterWork::pass(Instance i) { ++left_[i.block.index()].next; }

Inputs::Last LaterWork::without_room(Instance next, Time since, Time at) {
  Inputs::Last first{sum_limit, {}};
  if (pools_.empty()) return first;
  for (Held& held : pools_) held.room = capacity_of(problem_, held.pool) - curves_.level(held.pool, at);
  for (BlockId b : blocks_) {
    const Instance* i = left_[b.index()].first();
    if (!i || fused_.first(*i) == fused_.first(next) || !is_next(*i) || fits(*i)) continue;
    const Time ready = std::max(since, inputs_.delivered(*i).at);
    if (ready < first.at) first = {ready, fused_.first(*i)};
  }
  return first;
}

Time LaterWork::next_change(Time at) const {
  Time next = sum_limit;
  for (const Held& held : pools_) next = std::min(next, curves_.next_change(held.pool, at));
  return next;
}

// What the block takes as it starts; none where it leaves the pool alone.
std::optional<Bytes> LaterWork::taken(BlockId b, PoolId p) const {
  const auto amount = [this](const auto& use) {
    const bool at_start = problem_.memory_release == MemoryRelease::start;
    return use.acquire + use.workspace - (at_start ? use.release : 0);
  };
  if (p == memory_of(device_of(problem_, machine_))) return amount(use_at(problem_, b, machine_));
  const auto& elsewhere = problem_.block(b).elsewhere;
  const auto use = std::ranges::find(elsewhere, p, &PoolUse::pool);
  return use == elsewhere.end() ? std::nullopt : std::optional(amount(*use));
}

bool LaterWork::is_next(const Instance& i) const {
  return std::ranges::all_of(fused_.with(i), [this](Instance member) {
    const Instance* first = left_[member.block.index()].first();
    return first && *first == member;
  });
}

bool LaterWork::fits(const Instance& i) const {
  return std::ranges::all_of(pools_, [&](const Held& held) {
    std::optional<Bytes> sum;
    for (const Instance member : fused_.with(i))
      if (const auto bytes = taken(member.block, held.pool)) sum = sum.value_or(0) + *bytes;
    return !sum || *sum <= held.room;
  });
}

}  // namespace repetend
