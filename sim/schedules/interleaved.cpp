// Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC
// 2021: every rank holds v chunks, p stages apart, which divides 1F1B's bubble by v. Micro-batches go through
// the chunks in groups of p, hence their number must be a multiple of p.
#include "sim/schedules/interleaved.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

struct Lists {
  const PipelineView& view;
  int p, v, micro_batches;
  Interleaving how;

  int first_of(int group) const {
    return static_cast<int>(static_cast<std::int64_t>(micro_batches) * group / how.groups);
  }
  int largest_group() const { return (micro_batches + how.groups - 1) / how.groups; }

  // All passes of one kind of the rank at position r of the pipeline.
  std::vector<Action> passes(int r, Pass pass) const {
    std::vector<Action> result;
    for (int group = 0; group < how.groups; ++group)
      for (int chunk = 0; chunk < v; ++chunk)
        for (int n = first_of(group); n < first_of(group + 1); ++n)
          result.push_back({StageId{(pass == Pass::forward ? chunk : v - 1 - chunk) * p + r}, pass, n});
    return result;
  }

  std::vector<Action> list(int r) const {
    const std::vector<Action> forward = passes(r, Pass::forward), backward = passes(r, Pass::backward);
    const auto ahead =
        static_cast<std::size_t>((v - 1) * largest_group() + (p - 1 - r) * how.ahead_percent / 100);
    const std::size_t warm_up = std::min(forward.size(), ahead);
    std::vector<Action> result(forward.begin(), forward.begin() + static_cast<std::ptrdiff_t>(warm_up));
    for (std::size_t k = 0; k < backward.size(); ++k) {
      if (warm_up + k < forward.size()) result.push_back(forward[warm_up + k]);
      result.push_back(backward[k]);
    }
    return result;
  }
};

// None where the view has other stages than interleaving is for.
std::optional<NotApplicable> unsuited(const PipelineView& view) {
  if (view.training && is_round_robin(view)) return std::nullopt;
  return not_applicable("a backward pass, and one chain that goes round the devices at least twice", view);
}

ActionLists interleave(const Problem& problem, const PipelineView& view, const Interleaving& how) {
  const int p = static_cast<int>(view.ranks.size());
  const Lists schedule{view, p, static_cast<int>(chunks(view)), problem.micro_batches, how};
  ActionLists lists(view.ranks.size());
  for (int r = 0; r < p; ++r) lists[view.stage(StageId{r}).rank().index()] = schedule.list(r);
  return lists;
}

}  // namespace

ScheduleResult interleaved_in_groups(const Problem& problem, const Recognition& pipeline,
                                     const Interleaving& how) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (auto reason = unsuited(view)) return std::move(*reason);
    return interleave(problem, view, how);
  });
}

ScheduleResult interleaved(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (auto reason = unsuited(view)) return std::move(*reason);
    const int p = static_cast<int>(view.ranks.size());
    if (problem.micro_batches % p != 0)
      return NotApplicable{
          fmt::format("needs a multiple of {} micro-batches, one group of {} after another; this has {}", p,
                      p, problem.micro_batches)};
    return interleave(problem, view, {problem.micro_batches / p, 200});
  });
}

}  // namespace repetend
