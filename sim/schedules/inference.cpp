// The pipeline of placements without a backward pass: a micro-batch enters in every round and moves on by one
// stage; gangs run between the rounds. Its period is the work of the busiest device.
#include "sim/schedules/rounds.hpp"

namespace repetend {

ScheduleResult inference(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (view.training) return not_applicable("a placement without a backward pass", view);
    ActionLists lists(view.ranks.size());
    append_forward_rounds(lists, view, problem.micro_batches);
    return lists;
  });
}

}  // namespace repetend
