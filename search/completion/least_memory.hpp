// When no plan is found: the least memory that would do and what takes it, or the deadlock where it is
// enough.
#pragma once

#include <string>

#include "search/control/stop.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// The least capacity with which the micro-batches run at least one after the other, on every device that has
// less.
struct LeastMemory {
  Bytes needed = 0;              // 0: the capacities are enough
  DeviceId device;               // the one that reaches it
  BlockId block;                 // when it starts this block
  std::vector<BlockId> holding;  // blocks that ran before it and whose memory may still be held there
  bool exact = true;             // false: the search for a leaner order ended at its limit
  std::vector<BlockId> order;    // of the blocks of a micro-batch, that needs no more
};

// The result is no longer exact where the search was stopped.
LeastMemory least_memory(const Problem&, const Stop& = never_stop);

// The words are "no plan fits the memory: ...", with the blocks to blame, or, where the memory is enough,
// "... deadlocks: ..." with the wait cycle.
std::string in_words(const Problem&, const LeastMemory&);

}  // namespace repetend::search
