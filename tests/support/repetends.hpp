// All repetends of small problems, written simply and apart from the search.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/plan/plan.hpp"

namespace repetend::test {

// A repetend of u micro-batches: instance (b, n) starts at start[b * u + n % u] + floor(n / u) * period.
struct Repeating {
  Time period = 0;
  int u = 1;
  std::vector<Time> start;
};

struct Decision {
  bool known = false;  // that many tries told
  std::optional<Repeating> found;
};

// Is there a repetend of u micro-batches with exactly that whole period, in the problem's own transfer mode,
// busy links and rendezvous included? Everywhere along a plan memory is that of the steady state. No: not one
// in which blocks that follow each other in time start at most farthest() apart. Where all that a block
// releases was acquired by one it depends on, and without rendezvous, there is none at all (closeness.hpp).
Decision repetend_of_period(const Problem&, int u, Time period, std::int64_t tries);

// The least whole period; none when so many tries did not tell, or there is none up to the sum of all
// durations and transfers.
std::optional<Time> least_period(const Problem&, int u = 1, std::int64_t tries = 1'000'000);

// The repetend played from micro-batch 0, for long enough to reach its steady state, to be verified.
Plan played(const Problem&, const Repeating&);

}  // namespace repetend::test
