// Schedules that run one pass or one stage for all micro-batches before the next, and those that have nothing
// to choose.
#include "sim/schedules/layouts.hpp"
#include "sim/schedules/rounds.hpp"

namespace repetend {

// Huang et al., "GPipe: efficient training of giant neural networks using pipeline parallelism", NeurIPS
// 2019: all micro-batches go forward, then all come back. Simple, and it keeps the activations of every
// micro-batch. Defined for several chains and for gangs as well: both passes run in rounds.
ScheduleResult gpipe(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !has_one_stage_a_rank_in_every_chain(view))
      return not_applicable("a backward pass, and chains with at most one stage a device", view);
    ActionLists lists(view.ranks.size());
    append_forward_rounds(lists, view, problem.micro_batches);
    append_backward_rounds(lists, view, problem.micro_batches);
    return lists;
  });
}

// Lamy-Poirier, "Breadth-first pipeline parallelism", MLSys 2023: several chunks a rank as in interleaved
// 1F1B, but each chunk runs all micro-batches before the next, which needs no particular number of them and
// gives gradients of whole chunks early; it keeps the activations of every micro-batch, like GPipe.
ScheduleResult looped_bfs(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
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

// The pipeline of placements without a backward pass: a micro-batch enters in every round and moves on by one
// stage; gangs run between the rounds. Its period is the work of the busiest device.
ScheduleResult inference(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (view.training) return not_applicable("a placement without a backward pass", view);
    ActionLists lists(view.ranks.size());
    append_forward_rounds(lists, view, problem.micro_batches);
    return lists;
  });
}

// Shoeybi et al., "Megatron-LM", 2019: every layer is split over all devices, which work on one micro-batch
// after the other. There is nothing to schedule; it is what pipelines are compared with.
ScheduleResult tensor_parallel(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
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
