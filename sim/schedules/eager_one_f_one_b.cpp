// Zhuang et al., "On optimizing the communication of model parallelism", MLSys 2023 (eager-1F1B): the warm-up
// of stage s is 2 (p - 1 - s) + 1 forwards, so that a transfer each way between neighbours can overlap with
// computation. It costs nearly twice the activations of 1F1B.
#include "sim/schedules/alternating.hpp"

namespace repetend {

ScheduleResult eager_one_f_one_b(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    std::vector<int> in_flight = one_f_one_b_in_flight(view);
    for (int& n : in_flight) n = 2 * (n - 1) + 1;
    return alternate(view, in_flight, problem.micro_batches);
  });
}

}  // namespace repetend
