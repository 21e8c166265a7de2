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

// Where each group begins, and the end of the last one. Of two that differ the first is larger: it must not
// wait for the second.
std::vector<int> groups_of(int micro_batches, int largest) {
  const int ends = 2 * largest < micro_batches ? largest : 0, rest = micro_batches - 2 * ends;
  const int parts = (rest + largest - 1) / largest;
  std::vector<int> begin{0};
  for (int part = 0; part < parts; ++part)
    begin.push_back(ends + static_cast<int>((static_cast<std::int64_t>(rest) * part + parts - 1) / parts));
  begin.push_back(micro_batches - ends);
  begin.push_back(micro_batches);
  const auto repeated = std::ranges::unique(begin);
  begin.erase(repeated.begin(), repeated.end());
  return begin;
}

struct Lists {
  const PipelineView& view;
  int p, v, ahead_percent;
  std::vector<int> groups;

  // All passes of one kind of the rank at position r of the pipeline.
  std::vector<Action> passes(int r, Pass pass) const {
    std::vector<Action> result;
    for (auto group = groups.begin(); std::next(group) != groups.end(); ++group)
      for (int chunk = 0; chunk < v; ++chunk)
        for (int n = *group; n < *std::next(group); ++n)
          result.push_back({StageId{(pass == Pass::forward ? chunk : v - 1 - chunk) * p + r}, pass, n});
    return result;
  }

  std::vector<Action> list(int r) const {
    const std::vector<Action> forward = passes(r, Pass::forward), backward = passes(r, Pass::backward);
    const int first_group = groups[1], ahead = (p - 1 - r) * ahead_percent / 100;
    const std::size_t warm_up =
        std::min(forward.size(), static_cast<std::size_t>((v - 1) * first_group + ahead));
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
  const Lists schedule{view, p, static_cast<int>(chunks(view)), how.ahead_percent,
                       groups_of(problem.micro_batches, how.group)};
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
    return interleave(problem, view, {p, 200});
  });
}

}  // namespace repetend
