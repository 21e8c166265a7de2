// Shoeybi et al., "Megatron-LM", 2019: every layer is split over all devices, which work on one micro-batch
// after the other. There is nothing to schedule; it is what pipelines are compared with.
#include "sim/schedules/layouts.hpp"
#include "sim/schedules/rounds.hpp"

namespace repetend {

ScheduleResult tensor_parallel(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!is_everything_everywhere(view, problem)) return not_applicable("every block on all devices", view);
    ActionLists lists(view.ranks.size());
    for (int n = 0; n < problem.micro_batches; ++n) {
      for (StageId s : ids<StageId>(view.stages.size())) append(lists, view, {s, Pass::forward, n});
      for (std::size_t s = view.stages.size(); s-- > 0;) append(lists, view, {StageId{s}, Pass::backward, n});
    }
    return lists;
  });
}

}  // namespace repetend
