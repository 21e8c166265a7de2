// Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC
// 2021: every rank holds v chunks, p stages apart, which divides 1F1B's bubble by v. Micro-batches go through
// the chunks in groups of p, hence their number must be a multiple of p.
#include <fmt/format.h>

#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

struct Interleaving {
  int p, v, micro_batches;
  const PipelineView& view;

  // The k-th pass of the rank at position r of the pipeline.
  Action action(int r, Pass pass, int k) const {
    const int chunk = k % (p * v) / p;
    const int stage = (pass == Pass::forward ? chunk : v - 1 - chunk) * p + r;
    return {StageId{stage}, pass, k / (p * v) * p + k % p};
  }

  std::vector<Action> list(int r) const {
    const int total = v * micro_batches;
    const int warm_up = std::min(total, 2 * (p - 1 - r) + (v - 1) * p);
    std::vector<Action> result;
    for (int k = 0; k < warm_up; ++k) result.push_back(action(r, Pass::forward, k));
    for (int k = 0; k < total; ++k) {
      if (warm_up + k < total) result.push_back(action(r, Pass::forward, warm_up + k));
      result.push_back(action(r, Pass::backward, k));
    }
    return result;
  }
};

}  // namespace

ScheduleResult interleaved(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !is_round_robin(view))
      return not_applicable("a backward pass, and one chain that goes round the devices at least twice",
                            view);
    const int p = static_cast<int>(view.ranks.size());
    if (problem.micro_batches % p != 0)
      return NotApplicable{
          fmt::format("needs a multiple of {} micro-batches, one group of {} after another; this has {}", p,
                      p, problem.micro_batches)};
    const Interleaving schedule{p, static_cast<int>(chunks(view)), problem.micro_batches, view};
    ActionLists lists(view.ranks.size());
    for (int r = 0; r < p; ++r) lists[view.stage(StageId{r}).rank().index()] = schedule.list(r);
    return lists;
  });
}

}  // namespace repetend
