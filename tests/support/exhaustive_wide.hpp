// Exhaustive answers to small problems with everything that a problem can have, from docs/semantics.md alone:
// the best of all plans, and so what no search may be better than and what a complete one has to find.
#pragma once

#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// Times, bytes and capacities as in the problem; pools by id, devices first.
struct BestPlans {
  // Memory aside.
  Time makespan = 0;
  Plan fastest;
  // Of each pool, static bytes included, the least peak of the plans of that makespan; each for itself,
  // whatever the other pools hold.
  IdVector<PoolId, Bytes> least_peaks;

  // Of the plans that exceed no capacity, if there are any.
  std::optional<Time> within_memory;
  std::optional<Plan> fitting;
};

// Over all options of open choices, all permutations of the micro-batches where their order is free, all
// orders of all machines, all sets of fused groups that pairs declare, and all starts, in every transfer
// mode; interference aside. Instances start as early as they can but for memory, for which they may wait for
// any release. None where every plan deadlocks.
//
// The plans are timed and name their waits, so that the engine comes to the same times. The exception is an
// instance of no duration that waits for one behind it at the same instant: such a plan has no waits and is
// valid by its starts alone.
//
// For up to seven instances a machine. Throws std::length_error where that takes too many steps to be known.
std::optional<BestPlans> best_plans(const Problem&);

// The best plan that ends before `below` and has no pool above those capacities, which hold in the place of
// the problem's.
std::optional<Plan> best_plan(const Problem&, const IdVector<PoolId, Bytes>& capacities,
                              Time below = sum_limit);

}  // namespace repetend::test
