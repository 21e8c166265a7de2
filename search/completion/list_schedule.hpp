// Schedules built one instance at a time by priority: with no repetend, or guided by one.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "search/completion/draft.hpp"
#include "search/completion/safe_memory.hpp"
#include "search/completion/segments.hpp"
#include "search/control/budget.hpp"
#include "sim/core/ratio.hpp"

namespace repetend::search {

// Which of the segments that could be taken now are compared by key.
enum class Pick {
  soonest,  // those that compete with the one that could start first, and could start then: nothing idles
  active,   // those that compete with the one that could end first, and could start before that (Giffler and
            // Thompson 1960): a device may wait for a better one
  any       // all, however late they could start: keys decide the sequence
};

inline constexpr int everything = std::numeric_limits<int>::max();

// The instance with the least key goes first, the lowest segment among equals.
struct Priority {
  IdVector<BlockId, Time> base;
  Time step = 0;  // key of (b, n): base[b] + n * step
  Pick pick = Pick::soonest;
  int in_flight = everything;        // micro-batches begun before the oldest has ended
  std::vector<Time> keys = {};       // by instance_index(); instead of base and step where given
  const SafeMemory* safe = nullptr;  // takes only what leaves the draft safe, where given
};

// A schedule under the memory limit, in the problem's transfer mode: segment by segment, of those whose
// producers are scheduled and whose memory is there. A segment counts as its first block. Nothing when none
// is left to take, because of the memory or as all would deadlock, or when the budget's time is over.
std::optional<Draft> list_schedule(const DraftModel&, const Segments&, const Priority&, const Budget&);

// Priorities that need no repetend: what has the least to follow first (one forward, one backward), what has
// the most to follow first (breadth first), micro-batch by micro-batch; each with and without waiting.
std::vector<Priority> plain_priorities(const Problem&);

// The priority with the blocks that nothing follows behind all others.
Priority fillers_last(const Problem&, Priority);

}  // namespace repetend::search
