// Interleaved 1F1B and its relatives on v chunks a rank: micro-batches go through the chunks in groups, each
// group through all of them before the next. A rank begins its backwards once it has run the forwards of the
// first group on all chunks but the last, and some more ahead; from then on forwards and backwards alternate.
// So it holds v - 1 groups and what is ahead, a chunk each, and one more.
#pragma once

#include "sim/schedules/schedule.hpp"

namespace repetend {

struct Interleaving {
  int group;          // micro-batches of the first and the last group; at least 1
  int ahead_percent;  // of the stages from a rank to the last one: forwards of its warm-up beyond v - 1
                      // groups
};

// Groups of any number of micro-batches, where memory or the number of micro-batches leaves no room for
// groups of as many as there are ranks. The first and the last group are the largest, as the pipeline fills
// and drains in them; those between are as equal as they can be. Where two are enough, all are. Groups of p,
// where N is a multiple of it, with 200 % are Megatron-LM's; where every micro-batch goes on as soon as it
// can, 100 % is enough. Groups much smaller than the ranks are many leave ranks idle, and with more ahead
// than two groups the orders may deadlock.
ScheduleResult interleaved_in_groups(const Problem&, const Recognition&, const Interleaving&);

// Schedules people use, in groups of this many micro-batches (at least 1) one after the other, the last with
// what is left. Groups of fewer than the ranks are many may deadlock.
ScheduleResult interleaved_by(const Problem&, const Recognition&, int group);
ScheduleResult zb1p_by(const Problem&, const Recognition&, int group);

}  // namespace repetend
