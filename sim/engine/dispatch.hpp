// Plans whose orders leave something open: what a machine without an order serves, and when memory is there.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend {

// Plays the plan with these rules and returns it with the orders and the waits it came to, and the times that
// the engine gives it with them; no durations let it exceed a pool.
//   A machine that has blocks but no order in the plan serves what is ready first: of several at once the
//   lower micro-batch, then the lower block; each block's micro-batches in turn. A reload is ready once,
//   besides its inputs, the instance before its consumer in the computing lane's order has started. A block
//   on several machines is served when all of them are free and there is memory for it.
//   Memory is granted as it becomes free: first come, first served, of several at once the lowest machine. A
//   pool that has no room for one has none for those who came after it.
// Throws RequestError naming who waits for whom where that never ends, or where the orders cannot be run.
Plan dispatch(Plan);

// The same but for memory, which nothing waits for: the plan may exceed its pools, and has no waits for them.
Plan dispatch_regardless_of_memory(Plan);

}  // namespace repetend
