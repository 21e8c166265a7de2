// Huang et al., "GPipe: efficient training of giant neural networks using pipeline parallelism", NeurIPS
// 2019: all micro-batches go forward, then all come back. Simple, and it keeps the activations of every
// micro-batch. Defined for several chains and for gangs as well: both passes run in rounds.
#include "sim/schedules/layouts.hpp"
#include "sim/schedules/rounds.hpp"

namespace repetend {

ScheduleResult gpipe(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !has_one_stage_a_rank_in_every_chain(view))
      return not_applicable("a backward pass, and chains with at most one stage a device", view);
    ActionLists lists(view.ranks.size());
    append_forward_rounds(lists, view, problem.micro_batches);
    append_backward_rounds(lists, view, problem.micro_batches);
    return lists;
  });
}

}  // namespace repetend
