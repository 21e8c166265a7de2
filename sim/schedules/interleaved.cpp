#include "sim/schedules/interleaved.hpp"

#include <algorithm>

#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// Where each group begins, and the end of the last one. Of two that differ the first is larger: it must not
// wait for the second.
std::vector<int> balanced_groups(int micro_batches, int largest) {
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

std::vector<int> groups_in_turn(int micro_batches, int group) {
  std::vector<int> begin{0};
  while (micro_batches - begin.back() > group) begin.push_back(begin.back() + group);
  begin.push_back(micro_batches);
  return begin;
}

// A last group of fewer micro-batches than ranks makes the others wait. Megatron-LM takes any size from p up
// that leaves none; all of them fill and drain the pipeline alike, and the smallest holds the least. Where p
// divides the micro-batches this is p, where PyTorch's N div p equal groups exist it is theirs, and one group
// of all where nothing else is left.
int usual_group(int micro_batches, int p) {
  if (micro_batches < p) return micro_batches;
  int group = p;
  while (micro_batches % group > 0 && micro_batches % group < p) ++group;
  return group;
}

struct Lists {
  const PipelineView& view;
  int p, v;
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

  // Backwards of a split placement may hold back their weight gradients: that of each runs `held_back`
  // backwards later.
  std::vector<Action> list(int r, int ahead, Pass pass, std::size_t held_back) const {
    const std::vector<Action> forward = passes(r, Pass::forward), backward = passes(r, pass);
    const std::size_t first_group = static_cast<std::size_t>(groups[1]),
                      chunks_before = static_cast<std::size_t>(v - 1);
    const std::size_t warm_up =
        std::min(forward.size(), chunks_before * first_group + static_cast<std::size_t>(ahead));
    std::vector<Action> result(forward.begin(), forward.begin() + static_cast<std::ptrdiff_t>(warm_up));
    const auto add_weight = [&](const Action& of) {
      result.push_back({of.stage, Pass::weight_gradient, of.micro_batch});
    };
    for (std::size_t k = 0; k < backward.size(); ++k) {
      if (warm_up + k < forward.size()) result.push_back(forward[warm_up + k]);
      result.push_back(backward[k]);
      if (pass == Pass::input_gradient && k >= held_back) add_weight(backward[k - held_back]);
    }
    if (pass == Pass::input_gradient)
      for (std::size_t k = backward.size() - std::min(held_back, backward.size()); k < backward.size(); ++k)
        add_weight(backward[k]);
    return result;
  }
};

// None where the view has other stages than interleaving is for.
std::optional<NotApplicable> unsuited(const PipelineView& view) {
  if (view.training && is_round_robin(view)) return std::nullopt;
  return not_applicable("a backward pass, and one chain that goes round the devices at least twice", view);
}

// `list_of(lists, r)` is what the rank at position r does.
template <class ListOf>
ActionLists by_rank(const PipelineView& view, std::vector<int> groups, const ListOf& list_of) {
  const int p = static_cast<int>(view.ranks.size());
  const Lists schedule{view, p, static_cast<int>(chunks(view)), std::move(groups)};
  ActionLists lists(view.ranks.size());
  for (int r = 0; r < p; ++r) lists[view.stage(StageId{r}).rank().index()] = list_of(schedule, r);
  return lists;
}

ActionLists interleave(const PipelineView& view, std::vector<int> groups, int ahead_percent) {
  return by_rank(view, std::move(groups), [&](const Lists& schedule, int r) {
    return schedule.list(r, (schedule.p - 1 - r) * ahead_percent / 100, Pass::backward, 0);
  });
}

int usual_group(const Problem& problem, const Recognition& pipeline) {
  const std::size_t p = pipeline.view ? pipeline.view->ranks.size() : 1;
  return usual_group(problem.micro_batches, static_cast<int>(p));
}

}  // namespace

ScheduleResult interleaved_in_groups(const Problem& problem, const Recognition& pipeline,
                                     const Interleaving& how) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (auto reason = unsuited(view)) return std::move(*reason);
    return interleave(view, balanced_groups(problem.micro_batches, how.group), how.ahead_percent);
  });
}

// Narayanan et al., "Efficient large-scale language model training on GPU clusters using Megatron-LM", SC
// 2021: every rank holds v chunks, p stages apart, which divides 1F1B's bubble by v.
ScheduleResult interleaved_by(const Problem& problem, const Recognition& pipeline, int group) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (auto reason = unsuited(view)) return std::move(*reason);
    return interleave(view, groups_in_turn(problem.micro_batches, group), 200);
  });
}

ScheduleResult interleaved(const Problem& problem, const Recognition& pipeline) {
  return interleaved_by(problem, pipeline, usual_group(problem, pipeline));
}

// Interleaved 1F1B whose steady steps run a forward and a backward as one (Megatron-LM 2025): they start
// together, so that a rank runs one forward more ahead, and holds one chunk more.
ScheduleResult interleaved_overlapped(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (auto reason = unsuited(view)) return std::move(*reason);
    if (!overlaps(view, problem)) return NotApplicable{std::string(overlap_needed)};
    const auto groups = groups_in_turn(problem.micro_batches, usual_group(problem, pipeline));
    return by_rank(view, groups, [](const Lists& schedule, int r) {
      std::vector<Action> list = schedule.list(r, 2 * (schedule.p - 1 - r) + 1, Pass::backward, 0);
      for (std::size_t k = 1; k + 1 < list.size(); ++k)
        list[k].overlaps_next = list[k].pass == Pass::forward && list[k + 1].pass == Pass::backward;
      return list;
    });
  });
}

// ZB1P of torch.distributed.pipelining (ScheduleInterleavedZeroBubble): input gradients come back without
// waiting for weight gradients, so one forward a stage ahead is enough, and rank r holds back r weight
// gradients, which fill its end where interleaved 1F1B is idle. Every rank holds vp chunks.
ScheduleResult zb1p_by(const Problem& problem, const Recognition& pipeline, int group) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.split || !is_round_robin(view))
      return not_applicable(
          "one chain that goes round the devices at least twice, the backward split in input and weight "
          "gradient",
          view);
    return by_rank(view, groups_in_turn(problem.micro_batches, group), [](const Lists& schedule, int r) {
      return schedule.list(r, schedule.p - 1 - r, Pass::input_gradient, static_cast<std::size_t>(r));
    });
  });
}

ScheduleResult zb1p(const Problem& problem, const Recognition& pipeline) {
  return zb1p_by(problem, pipeline, usual_group(problem, pipeline));
}

}  // namespace repetend
