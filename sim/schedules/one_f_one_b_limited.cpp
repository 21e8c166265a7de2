// 1F1B where memory holds fewer micro-batches than 1F1B keeps: every stage takes as many as fit on its
// devices. The period grows (with k of p in flight a stage waits for the round trip through the stages behind
// it), but it runs.
#include <algorithm>

#include "sim/plan/memory_level.hpp"
#include "sim/schedules/alternating.hpp"

namespace repetend {
namespace {

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

ScheduleResult one_f_one_b_limited(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
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

}  // namespace repetend
