// The pattern that 1F1B and its relatives share.
#pragma once

#include <span>

#include "sim/schedules/action_list.hpp"

namespace repetend {

// One stage's list: forwards until `in_flight` micro-batches (at least 1) are under way, then a backward and
// a forward in turn, then the backwards that are left. By stage of a linear view, in stage order; must not
// grow along the chain, or a stage would wait for a forward that waits for that stage's own backward.
ActionLists alternate(const PipelineView&, std::span<const int> in_flight, int micro_batches);

// Why 1F1B and its relatives do not apply: they need one chain with one stage a device, and a backward pass.
std::optional<NotApplicable> not_for_1f1b(const PipelineView&);

// What 1F1B keeps in flight: p - s on stage s, so that the first backward is back just when the next would be
// sent.
std::vector<int> one_f_one_b_in_flight(const PipelineView&);

}  // namespace repetend
