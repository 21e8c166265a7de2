// Schedules built one instance at a time by priority: with no repetend, or guided by one.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "search/budget.hpp"
#include "search/complete/draft.hpp"
#include "search/complete/units.hpp"

namespace repetend::search {

// Of the instances that compete for a device the one with the least key goes first, the lowest unit among
// equals.
struct Priority {
  std::vector<Time> base;  // by block
  Time step = 0;           // key of (b, n): base[b] + n * step
  bool wait = false;       // may a device wait for a better instance than the one it could start at once?
  int in_flight = std::numeric_limits<int>::max();  // micro-batches begun before the oldest has ended

  Time key(Instance i) const { return base[i.block.index()] + i.micro_batch * step; }
};

// Giffler and Thompson's procedure (1960) under the memory limit, in the problem's transfer mode: of all
// units whose producers are scheduled and whose memory is there, take the one that could end first; those
// that compete with it and could start before that end (wait), or as early as the earliest (no wait), are
// compared by priority. A unit counts as its first block. Nothing when none is left to take, because of the
// memory or as all would deadlock, or when the budget's time is over.
std::optional<Orders> list_schedule(const DraftModel&, const Units&, const Priority&, const Budget&);

// Priorities that need no repetend: what has the least to follow first (one forward, one backward), what has
// the most to follow first (breadth first), micro-batch by micro-batch; each with and without waiting.
std::vector<Priority> plain_priorities(const Problem&);

// The priority with the blocks that nothing follows behind all others.
Priority fillers_last(const Problem&, Priority);

}  // namespace repetend::search
