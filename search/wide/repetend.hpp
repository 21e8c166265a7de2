// Cyclic schedules of wide problems whose micro-batches are alike: one repetition, which all others follow.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "search/control/budget.hpp"
#include "search/wide/model.hpp"

namespace repetend::search {

// Blocks that run fused, each in a copy, in the order of the sides of their pair. Their starts are congruent
// modulo the period.
using FusedCopies = std::vector<std::pair<BlockId, int>>;

struct WideRepetend {
  Time period = 0;        // of a whole repetition, in ns
  int micro_batches = 1;  // u: of a repetition
  // Instance (b, copy + k u) starts at start[b u + copy] + k period; entries of blocks that run once mean
  // nothing.
  std::vector<Time> start;
  std::vector<FusedCopies> fused;
};

// A repetend of the least period that is found, which is no less than `at_least`. Pools are kept within their
// capacities in the steady state, in which `first` blocks have run and `last` ones have not. Transfers are
// delays: those that wait for links ask for more. None where the micro-batches differ, the problem has fewer
// than u, or pools have no room in what is tried.
//
// The slots of all units come from list scheduling on a modulo reservation table (Rau 1994, "Iterative modulo
// scheduling"), the stages from difference constraints, and of the orders that result the period is the
// maximum cycle ratio.
std::optional<WideRepetend> find_wide_repetend(const WideModel&, int u, Time at_least, Budget&);

}  // namespace repetend::search
