// The orders of a whole plan as a local search changes them: swaps of neighbours, timed as a longest path.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::search {

// Transfers are delays here, as if every link were free: exact without contention, else too short.
class PlanOrders {
 public:
  struct Place {
    std::size_t device, position;
  };

  // The problem must outlive it.
  PlanOrders(const Problem&, const Orders&);

  std::size_t size(std::size_t device) const { return order_[device].size(); }
  Orders orders() const;

  // Swaps two neighbours; twice is not at all. The second is at position + 1.
  void swap(Place);
  // All places where the two at a place are neighbours in this order: gangs may share several devices. None
  // for two of the same block, whose micro-batches stay in their order.
  std::vector<Place> together(Place) const;
  bool fits_memory(std::size_t device) const;

  // The makespan; none where it is more than `most`, and where the orders deadlock.
  std::optional<Time> time(Time most = std::numeric_limits<Time>::max());
  // Of the last time(): places on a critical path where the second follows the first at once.
  std::vector<Place> critical() const;

 private:
  using Index = std::uint32_t;  // an instance, by instance_index()
  struct Output {
    Index to;
    Time delay;  // from start to start
  };
  static constexpr Index none = static_cast<Index>(-1);

  void add_slots(const Orders&);
  void add_outputs();
  std::span<const Place> slots(Index i) const {
    return {&slots_[first_slot_[i]], &slots_[first_slot_[i + 1]]};
  }
  std::size_t& position(Index, std::size_t device);
  void deliver(Index from, Index to, Time at);

  const Problem* problem_;
  std::vector<Time> duration_;             // by instance
  std::vector<Time> tail_;                 // by instance: the least time from its end to that of the plan
  std::vector<std::vector<Index>> order_;  // by device
  // Of all instances one after the other: where each stands, and what follows from it; where those begin.
  std::vector<Place> slots_;
  std::vector<Output> outputs_;
  std::vector<std::size_t> first_slot_, first_output_;
  std::vector<std::uint32_t> inputs_;  // by instance: how many, predecessors on its devices included

  // Of the last time(), by instance.
  std::vector<Time> start_;
  std::vector<Index> after_;            // what it waits for
  std::vector<std::uint32_t> missing_;  // inputs
  std::vector<Index> ready_;
  Index last_ = none;
};

}  // namespace repetend::search
