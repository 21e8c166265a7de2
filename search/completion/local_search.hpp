// Local search over the orders of a whole plan, for a shorter makespan or earlier completions.
#pragma once

#include <optional>

#include "search/control/budget.hpp"
#include "search/control/effort.hpp"
#include "search/control/measure.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// Which swaps are tried and kept.
enum class Acceptance {
  better,    // all those without slack in turn; any that lowers the measure: until none does
  threshold  // at random on a critical path; some that raise it too, as threshold.hpp says
};

struct LocalSearchSettings {
  Acceptance accept = Acceptance::threshold;
  Measure measure = Measure::makespan;
  Time enough = 0;  // of the measure: the search stops once it is reached
  std::uint64_t seed = 1;
  int share = effort.threshold_share;  // where threshold accepting begins (threshold.hpp)
  bool wide = false;  // windows of large plans are larger, and half of the moves begin anywhere in them
  bool far = false;   // half of the random moves take an instance past several others on its machine
};

// A trial at random times but what it moves, so that several count as one state; those in turn count as one
// each.
inline constexpr std::uint64_t trials_a_state = 4;

// Whether thresholds are so much higher that a step may delay all micro-batches: for completions, where a
// plan is small enough to come down from there.
bool high_thresholds(const Problem&, Measure);

// Orders that run, fit the memory and have a lower measure than those given, exact in every transfer mode;
// none found. A move swaps neighbours of a machine on a critical path (van Laarhoven, Aarts and Lenstra 1992:
// only such a swap can shorten the makespan at once, or let the micro-batch complete earlier that the path
// leads to) and, at random, perhaps another pair on that machine, so that what takes memory may come with
// what gives it back. The orders given must fit. Until the measure is enough or the budget is out; where
// transfers wait, exact random moves follow others that take them for delays, with a share of the states of
// those beyond the budget.
std::optional<Orders> local_search(const Problem&, const Orders&, const LocalSearchSettings&, Budget&);

}  // namespace repetend::search
