// ZB-H1 and ZB-H2, the handcrafted schedules of "Zero Bubble Pipeline Parallelism" (Qi et al., ICLR 2024):
// 1F1B on one split stage a rank, whose weight gradients fill what would be bubbles.
#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// A forward follows the weight gradient that makes room for it. What is put off past the last input gradient
// fills the end, where 1F1B would have been idle on all stages but the first.
std::vector<Action> stage_actions(StageId stage, int warm_up, int put_off, int micro_batches) {
  std::vector<Action> actions;
  const auto add = [&](Pass pass, int n) {
    if (n >= 0 && n < micro_batches) actions.push_back({stage, pass, n});
  };
  for (int n = 0; n < warm_up; ++n) add(Pass::forward, n);
  for (int n = 0; n < micro_batches; ++n) {
    add(Pass::input_gradient, n);
    add(Pass::weight_gradient, n - put_off);
    add(Pass::forward, n + warm_up);
  }
  for (int n = micro_batches; n < micro_batches + put_off; ++n) add(Pass::weight_gradient, n - put_off);
  return actions;
}

// Every rank of p holds up to `held` >= p micro-batches. The first stage spends them on forwards ahead of its
// first gradient, the last on weight gradients put off to the end, those between on both in proportion.
ScheduleResult zero_bubble(const Problem& problem, const Recognition& pipeline,
                           int (*held)(int p, int micro_batches)) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.split || !is_linear(view))
      return not_applicable("one stage on every device, its backward split in input and weight gradient",
                            view);
    const std::vector<StageId>& stages = view.chains.front().stages;
    const int p = static_cast<int>(stages.size());
    const int most = held(p, problem.micro_batches);
    ActionLists lists(stages.size());
    for (int s = 0; s < p; ++s) {
      const StageId stage = stages[static_cast<std::size_t>(s)];
      const int warm_up = 1 + (p - 1 - s) * (most - 1) / std::max(p - 1, 1);
      lists[view.stage(stage).rank().index()] =
          stage_actions(stage, warm_up, most - warm_up, problem.micro_batches);
    }
    return lists;
  });
}

}  // namespace

// ZB-H1 takes the memory of 1F1B's first stage on every rank.
ScheduleResult zb_h1(const Problem& problem, const Recognition& pipeline) {
  return zero_bubble(problem, pipeline, [](int p, int) { return p; });
}

// ZB-H2 takes twice that memory, less one. Fewer micro-batches than that cannot use it, and are best spread
// over the stages as if there were no room for more: at p = m = 8 and unit costs that takes 31 instead of 34.
ScheduleResult zb_h2(const Problem& problem, const Recognition& pipeline) {
  return zero_bubble(problem, pipeline,
                     [](int p, int micro_batches) { return std::clamp(micro_batches, p, 2 * p - 1); });
}

}  // namespace repetend
