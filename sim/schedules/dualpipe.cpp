#include "sim/schedules/dualpipe_steps.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {

// Each half of the ranks is a V: micro-batches of its own direction come in at the end, the others from the
// middle.
ScheduleResult dualpipe(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    const std::size_t p = view.ranks.size();
    if (!view.split || p % 2 != 0 || !is_opposite(view))
      return not_applicable(
          "two opposite chains over an even number of devices, the backward split in input and weight "
          "gradient",
          view);
    ActionLists lists(p);
    for (std::size_t r = 0; r < p; ++r) {
      const StageId down = view.chains[0].stages[r], up = view.chains[1].stages[p - 1 - r];
      const bool near = r < p / 2;
      lists[view.stage(down).rank().index()] =
          dualpipe_steps({.stages = near ? std::array{down, up} : std::array{up, down},
                          .rank = static_cast<int>(near ? r : p - 1 - r),
                          .ranks = static_cast<int>(p / 2),
                          .micro_batches = problem.micro_batches});
    }
    return lists;
  });
}

}  // namespace repetend
