// Li and Hoefler, "Chimera: efficiently training large-scale neural networks with bidirectional pipelines",
// SC 2021, with direct concatenation: two 1F1B pipelines in opposite directions, each with p / 2
// micro-batches a unit. In steps of equal length they never meet: stage s of either runs forward n of its
// unit in step 2n + s and backward n in step 2n + 2p - 1 - s, and the next unit begins 2p steps later, in the
// first one's bubbles. One micro-batch of an x placement is one of each direction, two of Chimera's.
#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

struct TimedAction {
  int at;
  Action action;
};

// What stage s of its chain does of the micro-batches [first, last) of one unit.
void append_unit(std::vector<TimedAction>& steps, StageId stage, int s, int p, int first, int last) {
  const int begin = 2 * p * (first / (p / 2));
  for (int n = first; n < last; ++n) {
    const int at = begin + 2 * (n - first);
    steps.push_back({at + s, {stage, Pass::forward, n}});
    steps.push_back({at + 2 * p - 1 - s, {stage, Pass::backward, n}});
  }
}

ActionLists in_units(const PipelineView& view, int micro_batches) {
  const int p = static_cast<int>(view.ranks.size());
  std::vector<std::vector<TimedAction>> steps(view.ranks.size());
  for (const StageChain& chain : view.chains)
    for (StageId stage : chain.stages)
      for (int first = 0; first < micro_batches; first += p / 2)
        append_unit(steps[view.stage(stage).rank().index()], stage, stage.value - chain.stages.front().value,
                    p, first, std::min(first + p / 2, micro_batches));
  ActionLists lists;
  for (auto& of_rank : steps) {
    std::ranges::stable_sort(of_rank, {}, &TimedAction::at);
    auto& list = lists.emplace_back();
    for (const TimedAction& step : of_rank) list.push_back(step.action);
  }
  return lists;
}

}  // namespace

ScheduleResult chimera(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !is_opposite(view) || view.ranks.size() % 2 != 0)
      return not_applicable(
          "a backward pass, and two chains in opposite directions on an even number of devices", view);
    return in_units(view, problem.micro_batches);
  });
}

}  // namespace repetend
