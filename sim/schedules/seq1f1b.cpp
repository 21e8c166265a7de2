// Sun et al., "Seq1F1B: efficient sequence-level pipeline parallelism for large language model training",
// 2024: 1F1B whose unit is a slice of a micro-batch's sequence instead of the whole. The pipeline fills and
// drains in slices, so the bubble and what is held ahead are divided by their number.
#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// The backward of a micro-batch begins with its last slice, so even the last stage runs all slices of the
// first one ahead; the stages before it run one slice more for every stage behind them.
std::vector<Action> by_slices(StageId stage, int stages_behind, int slices, int micro_batches) {
  const std::int64_t units = std::int64_t{slices} * micro_batches,
                     warm_up = std::min(units, std::int64_t{slices} - 1 + stages_behind);
  std::vector<Action> list;
  std::int64_t forward = 0;
  const auto add_forward = [&] {
    if (forward == units) return;
    list.push_back(
        {stage, Pass::forward, static_cast<int>(forward / slices), static_cast<int>(forward % slices)});
    ++forward;
  };
  while (forward < warm_up) add_forward();
  for (int n = 0; n < micro_batches; ++n)
    for (int slice = slices - 1; slice >= 0; --slice) {
      add_forward();
      list.push_back({stage, Pass::backward, n, slice});
    }
  return list;
}

bool has_a_weight_gradient_a_slice(const PipelineView& view) {
  return std::ranges::all_of(view.stages,
                             [&](const Stage& stage) { return stage.weight.size() == stage.forward.size(); });
}

}  // namespace

ScheduleResult seq1f1b(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || view.slices == 1 || (view.split && !has_a_weight_gradient_a_slice(view)))
      return not_applicable("a backward pass, and one chain with one stage a device that runs in slices",
                            view);
    const std::vector<StageId>& stages = view.chains.front().stages;
    ActionLists lists(view.ranks.size());
    for (std::size_t s = 0; s < stages.size(); ++s)
      lists[view.stage(stages[s]).rank().index()] =
          by_slices(stages[s], static_cast<int>(stages.size() - 1 - s), view.slices, problem.micro_batches);
    return lists;
  });
}

}  // namespace repetend
