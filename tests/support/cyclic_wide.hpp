// All cyclic schedules of small wide problems, from docs/semantics.md alone.
#pragma once

#include <optional>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::test {

// Instance (b, n) of an `each` block starts at start[b * u + n % u] + (n / u) * period; entries of blocks
// that run once mean nothing.
struct CyclicSchedule {
  Time period = 0;
  std::vector<Time> start;
};

// One of the least whole period for u micro-batches in a repetition; none where memory allows none. A period
// in which nothing runs at some time could be shorter by that, so none is longer than all durations together.
//
// Lanes, machines and pools as in a plan; levels are those of the steady state, in which `first` blocks have
// run and `last` ones have not. All that a block releases must have been acquired by one that it depends on;
// of other problems not all schedules are tried. A copy of a pair's first side runs fused with one of its
// second or with none. Messages, micro-batches that are not alike and open choices throw
// std::invalid_argument.
//
// For about eight blocks times u and periods up to a dozen.
std::optional<CyclicSchedule> least_cyclic(const Problem&, int u);

}  // namespace repetend::test
