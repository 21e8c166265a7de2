#include "sim/schedules/dualpipe_steps.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {

ScheduleResult dualpipev(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!is_split_vee(view)) return not_applicable(split_vee_needed, view);
    const std::vector<StageId>& stages = view.chains.front().stages;
    const std::size_t p = view.ranks.size();
    ActionLists lists(p);
    for (std::size_t r = 0; r < p; ++r)
      lists[view.stage(stages[r]).rank().index()] =
          dualpipe_steps({.stages = {stages[r], stages[2 * p - 1 - r]},
                          .rank = static_cast<int>(r),
                          .ranks = static_cast<int>(p),
                          .micro_batches = problem.micro_batches});
    return lists;
  });
}

}  // namespace repetend
