#include "search/wide/model.hpp"

#include <algorithm>
#include <numeric>

#include "sim/problem/durations.hpp"
#include "sim/problem/instance.hpp"
#include "sim/problem/pools.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {

WideModel::WideModel(std::shared_ptr<const Problem> problem, std::vector<std::int32_t> feed)
    : problem_(std::move(problem)),
      feed_(std::move(feed)),
      duration_(problem_->instances()),
      before_(problem_->instances()),
      after_(problem_->instances()),
      machines_(machines_by_block(*problem_)) {
  if (feed_.empty() && problem_->micro_batch_order == MicroBatchOrder::given) {
    feed_.resize(static_cast<std::size_t>(problem_->micro_batches));
    std::iota(feed_.begin(), feed_.end(), 0);
  }
  const Durations durations(*problem_);
  for (const Instance i : instances_of(*problem_)) duration_[instance_index(*problem_, i)] = durations[i];
  for (PoolId p : pools(*problem_)) {
    const Bytes capacity = capacity_of(*problem_, p);
    room_.push_back(capacity == unlimited ? unlimited : capacity - static_memory_of(*problem_, p));
  }
  for (const Block& b : problem_->blocks) {
    pools_.push_back(changes_of(*problem_, b));
    std::erase_if(pools_.back(), [&](const PoolUse& use) { return room_[use.pool] == unlimited; });
  }
  add_arcs();
  find_shortest();
  find_order();
  find_ways();
}

void WideModel::add_arc(Instance from, Instance to, Time delay) {
  const std::size_t a = instance_index(*problem_, from), b = instance_index(*problem_, to);
  after_[a].push_back({b, delay});
  before_[b].push_back({a, delay});
}

void WideModel::add_arcs() {
  for (const Precedence& p : free_precedences(*problem_))
    p.for_micro_batches([&](std::int32_t from, std::int32_t to) {
      add_arc({BlockId{p.from.value}, from}, {BlockId{p.to.value}, to}, p.delay);
    });
  for (BlockId b : ids<BlockId>(problem_->blocks.size()))
    for (std::size_t k = 1; k < feed_.size() && problem_->block(b).repeat == Repeat::each; ++k)
      add_arc({b, feed_[k - 1]}, {b, feed_[k]}, 0);
}

void WideModel::find_shortest() {
  shortest_ = duration_;
  for (const Pair& pair : problem_->pairs)
    for (const auto* side : {&pair.first, &pair.second})
      for (BlockId b : *side)
        for (std::int32_t n : micro_batches_of(*problem_, b).numbers()) {
          const Instance i{b, n};
          Time& shortest = shortest_[instance_index(*problem_, i)];
          shortest = std::min(shortest, fused_duration(*problem_, pair, {&i, 1}));
        }
}

// Micro-batch by micro-batch where edges allow, as the lists that begin with this order like it best.
void WideModel::find_order() {
  std::vector<std::size_t> waits_for(size());
  std::vector<std::size_t> place(static_cast<std::size_t>(problem_->micro_batches));
  for (std::size_t k = 0; k < feed_.size(); ++k) place[static_cast<std::size_t>(feed_[k])] = k;
  const auto later = [&](InstanceIndex a, InstanceIndex b) {
    const Instance x = instance_at(*problem_, a), y = instance_at(*problem_, b);
    return std::pair(place[static_cast<std::size_t>(x.micro_batch)], x.block) >
           std::pair(place[static_cast<std::size_t>(y.micro_batch)], y.block);
  };
  std::vector<InstanceIndex> ready;
  for (const Instance i : instances_of(*problem_)) {
    const InstanceIndex k = instance_index(*problem_, i);
    waits_for[k] = before_[k].size();
    if (waits_for[k] == 0) ready.push_back(k);
  }
  std::ranges::make_heap(ready, later);
  while (!ready.empty()) {
    std::ranges::pop_heap(ready, later);
    const InstanceIndex i = ready.back();
    ready.pop_back();
    order_.push_back(i);
    for (const WideArc& arc : after_[i])
      if (--waits_for[arc.instance] == 0) {
        ready.push_back(arc.instance);
        std::ranges::push_heap(ready, later);
      }
  }
}

bool WideModel::on_one_side(InstanceIndex a, InstanceIndex b) const {
  const Instance x = instance_at(*problem_, a), y = instance_at(*problem_, b);
  const auto has = [](const std::vector<BlockId>& side, BlockId of) {
    return std::ranges::count(side, of) > 0;
  };
  return x.micro_batch == y.micro_batch && std::ranges::any_of(problem_->pairs, [&](const Pair& pair) {
           return (has(pair.first, x.block) && has(pair.first, y.block)) ||
                  (has(pair.second, x.block) && has(pair.second, y.block));
         });
}

Time WideModel::tail_through(InstanceIndex from, const WideArc& arc, const std::vector<Time>& tails) const {
  const Time beyond = tails[arc.instance];
  return on_one_side(from, arc.instance) ? beyond : arc.delay + shortest_[arc.instance] + beyond;
}

void WideModel::find_ways() {
  head_.resize(size());
  tail_.resize(size());
  for (const InstanceIndex i : order_)
    for (const WideArc& arc : after_[i])
      head_[arc.instance] = std::max(
          head_[arc.instance], head_[i] + (on_one_side(i, arc.instance) ? 0 : shortest_[i] + arc.delay));
  for (auto i = order_.rbegin(); i != order_.rend(); ++i)
    for (const WideArc& arc : after_[*i]) tail_[*i] = std::max(tail_[*i], tail_through(*i, arc, tail_));
}

Unit WideModel::fused(const Pair& pair, std::int32_t first, std::int32_t second) const {
  Unit unit{{}, pair.first.size(), 0};
  std::vector<Instance> group;
  for (BlockId b : pair.first) group.push_back({b, first});
  for (BlockId b : pair.second) group.push_back({b, second});
  for (const Instance i : group) unit.instances.push_back(instance_index(*problem_, i));
  unit.duration = fused_duration(*problem_, pair, group);
  return unit;
}

}  // namespace repetend::search
