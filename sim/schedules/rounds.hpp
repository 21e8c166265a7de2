// The forward and the backward pass as a pipeline in rounds: micro-batch n enters in round n and moves on by
// one stage a round; gangs run at the start of the round of the stage that they precede (in the backward
// pass: at the end of the round of the stage that they follow). Rounds are a global sequence that respects
// every dependency, so no order made of them deadlocks by itself.
#pragma once

#include "sim/schedules/action_list.hpp"

namespace repetend {

// By stage: how many stages that are no gangs lie before it on the longest way; a gang has that of its next
// stage.
std::vector<int> depths(const PipelineView&);

void append_forward_rounds(ActionLists&, const PipelineView&, int micro_batches);
void append_backward_rounds(ActionLists&, const PipelineView&, int micro_batches);

// Appends the action to the list of every rank of its stage.
void append(ActionLists&, const PipelineView&, const Action&);

}  // namespace repetend
