// 1F1B and its relatives on one chain with one stage a device: forwards and backwards take turns, and they
// differ in how many micro-batches a stage has in flight.
#include <algorithm>
#include <span>

#include "sim/plan/memory_level.hpp"
#include "sim/schedules/action_list.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {
namespace {

// One stage's list: forwards until `in_flight` micro-batches (at least 1) are under way, then a backward and
// a forward in turn, then the backwards that are left. `in_flight` is by stage and must not grow along the
// chain, or a stage would wait for a forward that waits for that stage's own backward.
ActionLists alternate(const PipelineView& view, std::span<const int> in_flight, int micro_batches) {
  ActionLists lists(view.ranks.size());
  for (StageId s : view.chains.front().stages) {
    std::vector<Action>& list = lists[view.stage(s).rank().index()];
    int forward = 0;
    for (int backward = 0; backward < micro_batches; ++backward) {
      for (; forward < micro_batches && forward < backward + in_flight[s.index()]; ++forward)
        list.push_back({s, Pass::forward, forward});
      list.push_back({s, Pass::backward, backward});
    }
  }
  return lists;
}

// Why 1F1B and its relatives do not apply.
std::optional<NotApplicable> not_for_1f1b(const PipelineView& view) {
  if (view.training && is_linear(view)) return std::nullopt;
  return not_applicable("a backward pass, and one chain with one stage a device", view);
}

// What 1F1B keeps in flight: p - s on stage s, so that the first backward is back just when the next would be
// sent.
std::vector<int> one_f_one_b_in_flight(const PipelineView& view) {
  std::vector<int> result;
  for (std::size_t left = view.stages.size(); left > 0; --left) result.push_back(static_cast<int>(left));
  return result;
}

// Whether a device can run `in_flight` forwards of the stage, then a backward and a forward in turn: from the
// second backward on its memory repeats.
bool fits(const Problem& problem, const Stage& stage, DeviceId d, int in_flight) {
  MemoryLevel memory(problem.device(d).static_memory, problem.memory_release);
  const auto run = [&](Pass pass) {
    return std::ranges::all_of(blocks_of(stage, pass), [&](BlockId b) {
      const DeviceUse& use = *find_use(problem.block(b), d);
      const bool room = memory.start(use) <= problem.device(d).memory;
      memory.end(use);
      return room;
    });
  };
  for (int n = 0; n < in_flight; ++n)
    if (!run(Pass::forward)) return false;
  const bool repeats = problem.micro_batches > in_flight;
  return run(Pass::backward) && (!repeats || (run(Pass::forward) && run(Pass::backward)));
}

// At least 1, also when not even that fits: the plan then shows where it runs out.
int most_in_flight(const Problem& problem, const PipelineView& view, const Stage& stage, int wanted) {
  for (DeviceId d : view.ranks[stage.rank().index()])
    while (wanted > 1 && !fits(problem, stage, d, wanted)) --wanted;
  return wanted;
}

}  // namespace

// Narayanan et al., "Memory-efficient pipeline-parallel DNN training", ICML 2021 (PipeDream-Flush): GPipe's
// makespan for uniform stages, but stage s keeps p - s micro-batches instead of all.
ScheduleResult one_f_one_b(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    return alternate(view, one_f_one_b_in_flight(view), problem.micro_batches);
  });
}

// 1F1B as it is meant where the backward is one block: on a split placement 1f1b goes on with the input
// gradient alone, and the stage before need not wait for W. Here it does. The transfer has left after I, as
// the blocks say, so that it is hidden behind W.
ScheduleResult one_f_one_b_whole(const Problem& problem, const Recognition& pipeline) {
  if (pipeline.view && !pipeline.view->split)
    return not_applicable("a backward pass that is split", *pipeline.view);
  ScheduleResult made = one_f_one_b(problem, pipeline);
  auto* arrangement = std::get_if<Arrangement>(&made);
  if (!arrangement) return made;
  const std::vector<Stage>& stages = pipeline.view->stages;  // of the only chain, in its order
  for (std::size_t s = 1; s < stages.size(); ++s)
    for (int n = 0; n < problem.micro_batches; ++n)
      arrangement->waits.push_back(
          {{blocks_of(stages[s], Pass::backward).back(), n}, {stages[s - 1].backward.front(), n}});
  return made;
}

// 1F1B where memory holds fewer micro-batches than 1F1B keeps: every stage takes as many as fit on its
// devices. The period grows (with k of p in flight a stage waits for the round trip through the stages behind
// it), but it runs.
ScheduleResult one_f_one_b_limited(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    const std::vector<int> usual = one_f_one_b_in_flight(view);
    std::vector<int> limited;
    int before = problem.micro_batches;
    for (StageId s : view.chains.front().stages) {
      before = most_in_flight(problem, view, view.stage(s), std::min(before, usual[s.index()]));
      limited.push_back(before);
    }
    const bool shorter = std::ranges::any_of(view.chains.front().stages, [&](StageId s) {
      return limited[s.index()] < std::min(usual[s.index()], problem.micro_batches);
    });
    if (!shorter) return NotApplicable{"needs memory that is too small for 1f1b; here 1f1b fits"};
    return alternate(view, limited, problem.micro_batches);
  });
}

// Zhuang et al., "On optimizing the communication of model parallelism", MLSys 2023 (eager-1F1B): the warm-up
// of stage s is 2 (p - 1 - s) + 1 forwards, so that a transfer each way between neighbours can overlap with
// computation. It costs nearly twice the activations of 1F1B.
ScheduleResult eager_one_f_one_b(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    std::vector<int> in_flight = one_f_one_b_in_flight(view);
    for (int& n : in_flight) n = 2 * (n - 1) + 1;
    return alternate(view, in_flight, problem.micro_batches);
  });
}

// Combined 1F1B (Megatron-LM's overlap of expert communication, 2025; the 1F1B of DualPipe's comparisons): in
// the steady state a forward and a backward run as one, so that the communication of each hides behind the
// computing of the other. They start together: a rank runs 2 (p - 1 - s) + 1 forwards ahead, and holds twice
// what 1F1B holds.
ScheduleResult one_f_one_b_overlapped(const Problem& problem, const Recognition& pipeline) {
  return schedule_pipeline(problem, pipeline, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    if (!overlaps(view, problem)) return NotApplicable{std::string(overlap_needed)};
    ActionLists lists(view.ranks.size());
    const int count = problem.micro_batches;
    for (StageId s : view.chains.front().stages) {
      std::vector<Action>& list = lists[view.stage(s).rank().index()];
      const int ahead = std::min(count, 2 * static_cast<int>(view.stages.size() - 1 - s.index()) + 1);
      for (int n = 0; n < ahead; ++n) list.push_back({s, Pass::forward, n});
      for (int n = 0; n < count; ++n) {
        if (ahead + n < count) list.push_back({s, Pass::forward, ahead + n, all_slices, true});
        list.push_back({s, Pass::backward, n});
      }
    }
    return lists;
  });
}

}  // namespace repetend
