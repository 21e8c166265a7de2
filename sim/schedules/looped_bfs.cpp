// Lamy-Poirier, "Breadth-first pipeline parallelism", MLSys 2023: several chunks a rank as in interleaved
// 1F1B, but each chunk runs all micro-batches before the next, which needs no particular number of them and
// gives gradients of whole chunks early; it keeps the activations of every micro-batch, like GPipe.
#include "sim/schedules/layouts.hpp"
#include "sim/schedules/rounds.hpp"

namespace repetend {

ScheduleResult looped_bfs(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !is_round_robin(view))
      return not_applicable("a backward pass, and one chain that goes round the devices at least twice",
                            view);
    ActionLists lists(view.ranks.size());
    const std::vector<StageId>& stages = view.chains.front().stages;
    for (StageId s : stages)
      for (int n = 0; n < problem.micro_batches; ++n) append(lists, view, {s, Pass::forward, n});
    for (auto s = stages.rbegin(); s != stages.rend(); ++s)
      for (int n = 0; n < problem.micro_batches; ++n) append(lists, view, {*s, Pass::backward, n});
    return lists;
  });
}

}  // namespace repetend
