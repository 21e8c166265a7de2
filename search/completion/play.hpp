// Plans of N micro-batches from a repetend.
#pragma once

#include "search/modulo/cyclic.hpp"
#include "sim/plan/plan.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {

// A cyclic schedule of unroll(problem, u).
struct CyclicPlan {
  CyclicSchedule schedule;
  int u = 1;

  Time start(BlockId b, std::int32_t n) const {
    return schedule.start[BlockId{b.value * u + n % u}] + n / u * schedule.period;
  }
};

// Every instance when the repetend says, by instance_index(): micro-batch 0 comes with nothing before it, the
// last with nothing after.
std::vector<Time> played_starts(const Problem&, const CyclicPlan&);

// The machines' orders by those starts.
Orders orders_by_start(const Problem&, const std::vector<Time>& start);

// By micro-batch, when the last of its instances has ended.
std::vector<Time> completed(const Semantics&, const std::vector<Time>& start);

// The instances one after the other.
Orders in_sequence(const Problem&, const std::vector<Instance>&);

// One micro-batch after the other, each in that order of its blocks: the last resort.
Orders one_at_a_time(const Problem&, const std::vector<BlockId>& order);

}  // namespace repetend::search
