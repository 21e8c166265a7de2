// Interleaved 1F1B with groups of any number of micro-batches, where memory or the number of micro-batches
// leaves no room for groups of as many as there are ranks.
#pragma once

#include "sim/schedules/schedule.hpp"

namespace repetend {

struct Interleaving {
  int group;          // micro-batches of the first and the last group; at least 1
  int ahead_percent;  // of the stages from a rank to the last one: forwards of its warm-up beyond v - 1
                      // groups
};

// On v chunks a rank. The first and the last group are the largest, as the pipeline fills and drains in them;
// those between are as equal as they can be. Where two are enough, all are. A rank begins its backwards once
// it has run the forwards of the first group on all chunks but the last, and those ahead; from then on
// forwards and backwards alternate. So it holds v - 1 groups and what is ahead, a chunk each, and one more.
// Groups of p, where N is a multiple of it, with 200 % are Megatron-LM's; where every micro-batch goes on as
// soon as it can, 100 % is enough. Groups much smaller than the ranks are many leave ranks idle, and with
// more ahead than two groups the orders may deadlock.
ScheduleResult interleaved_in_groups(const Problem&, const Recognition&, const Interleaving&);

}  // namespace repetend
