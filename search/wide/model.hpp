// What searches over whole plans ask of a wide problem (one with lanes, pools, repeats, pairs, times by
// micro-batch), compiled once: instances with what must have ended before them, the machines they occupy and
// what they do to pools (docs/semantics.md, "Problem"). Choices must have been made.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {

// Instances are told by their instance_index(), here and in all of search/wide.
using InstanceIndex = std::size_t;

// `instance` starts no earlier than `delay` after the end of the other.
struct WideArc {
  InstanceIndex instance;
  Time delay = 0;
};

// Instances that run as one, and how long that takes; most units are one instance.
struct Unit {
  std::vector<InstanceIndex> instances;  // of a pair: the first side's, then the second's, or the other way
  std::size_t first_side = 1;            // how many of them are of the side that comes first
  Time duration = 0;

  bool fused() const { return instances.size() > 1; }
};

class WideModel {
 public:
  // `feed` is the order in which the micro-batches are fed; empty: as they are numbered or, where the problem
  // leaves that free, in no order yet: then bounds hold for all.
  explicit WideModel(std::shared_ptr<const Problem>, std::vector<std::int32_t> feed = {});

  const std::shared_ptr<const Problem>& shared_problem() const { return problem_; }
  const Problem& problem() const { return *problem_; }
  const std::vector<std::int32_t>& feed() const { return feed_; }
  // All instances, by index; in an order in which each comes after all that it waits for.
  const std::vector<InstanceIndex>& instances() const { return order_; }
  // One more than the largest index; blocks that run once leave holes.
  std::size_t size() const { return duration_.size(); }
  BlockId block(InstanceIndex i) const { return instance_at(*problem_, i).block; }

  Time duration(InstanceIndex i) const { return duration_[i]; }  // alone
  Time shortest(InstanceIndex i) const { return shortest_[i]; }  // alone or fused
  // What must have ended before it and what waits for it: edges, with their transfers as if every link were
  // free, and the instances of its block that are fed before and after it. Transfers that wait for links, for
  // receivers or make machines wait ask for more.
  std::span<const WideArc> before(InstanceIndex i) const { return before_[i]; }
  std::span<const WideArc> after(InstanceIndex i) const { return after_[i]; }
  const std::vector<MachineId>& machines(InstanceIndex i) const { return machines_[block(i)]; }
  std::size_t machine_count() const { return repetend::machine_count(*problem_); }
  // Of pools with a capacity alone, lowest first.
  const std::vector<PoolUse>& pool_uses(InstanceIndex i) const { return pools_[block(i)]; }
  // What is left of a pool beside its static bytes.
  Bytes room(PoolId p) const { return room_[p]; }
  std::size_t pool_count() const { return room_.size(); }

  // The longest way from the beginning to an instance's start, and from its end to that of everything, each
  // instance as short as it can be.
  Time head(InstanceIndex i) const { return head_[i]; }
  Time tail(InstanceIndex i) const { return tail_[i]; }

  // The way on from the end of an instance along an arc, given those from the ends of all others. What two of
  // one side of a pair ask of each other is no matter where they run fused: then they end together.
  Time tail_through(InstanceIndex from, const WideArc&, const std::vector<Time>& tails) const;

  Unit unit(InstanceIndex i) const { return {{i}, 1, duration_[i]}; }
  // The first side of that micro-batch fused with the second side of the other one.
  Unit fused(const Pair&, std::int32_t first, std::int32_t second) const;

 private:
  void add_arcs();
  void add_arc(Instance from, Instance to, Time delay);
  void find_shortest();
  void find_order();
  bool on_one_side(InstanceIndex, InstanceIndex) const;
  void find_ways();

  std::shared_ptr<const Problem> problem_;
  std::vector<std::int32_t> feed_;
  std::vector<InstanceIndex> order_;
  std::vector<Time> duration_, shortest_, head_, tail_;
  std::vector<std::vector<WideArc>> before_, after_;
  IdVector<BlockId, std::vector<MachineId>> machines_;
  IdVector<BlockId, std::vector<PoolUse>> pools_;
  IdVector<PoolId, Bytes> room_;
};

}  // namespace repetend::search
