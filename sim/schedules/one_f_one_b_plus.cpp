// 1F1B+, which Tessel compares with (Lin et al., HPCA 2024): 1F1B extended to blocks on all devices. 1F1B has
// steps: stage s runs forward n in step 2n + s and backward n in step 2n + 2p - 1 - s. A gang runs just
// before the step of its next forward, its mirror just after the step of the backward that mirrors this
// forward. Gangs cut the steps apart, so that a period is two backwards and all gangs long where uneven
// forwards and backwards would overlap.
#include <algorithm>

#include "sim/schedules/layouts.hpp"
#include "sim/schedules/rounds.hpp"

namespace repetend {
namespace {

// The micro-batch of which an action that begins in `first` step with micro-batch 0 has its turn, if any.
std::optional<int> micro_batch_in(int step, int first, int micro_batches) {
  const int since = step - first;
  if (since < 0 || since % 2 != 0 || since / 2 >= micro_batches) return std::nullopt;
  return since / 2;
}

ActionLists in_steps(const PipelineView& view, int micro_batches) {
  const std::vector<int> depth = depths(view);
  const int p = *std::ranges::max_element(depth) + 1;
  const int steps = 2 * (micro_batches + p - 1);
  ActionLists lists(view.ranks.size());
  const auto run = [&](bool gangs, Pass pass, int step, StageId s) {
    const int first = pass == Pass::forward ? depth[s.index()] : 2 * p - 1 - depth[s.index()];
    const auto n = micro_batch_in(step, first, micro_batches);
    if (n && view.stage(s).gang() == gangs) append(lists, view, {s, pass, *n});
  };
  const std::vector<StageId>& stages = view.chains.front().stages;
  for (int step = 0; step < steps; ++step) {
    for (StageId s : stages) run(true, Pass::forward, step, s);
    for (StageId s : stages) run(false, Pass::forward, step, s);
    for (StageId s : stages) run(false, Pass::backward, step, s);
    for (auto s = stages.rbegin(); s != stages.rend(); ++s) run(true, Pass::backward, step, *s);
  }
  return lists;
}

}  // namespace

ScheduleResult one_f_one_b_plus(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    constexpr std::string_view needs =
        "a backward pass, one chain with one stage a device, and gangs each before a stage";
    if (!view.training || !is_linear_with_gangs(view) || view.stage(view.chains.front().stages.back()).gang())
      return not_applicable(needs, view);
    return in_steps(view, problem.micro_batches);
  });
}

}  // namespace repetend
