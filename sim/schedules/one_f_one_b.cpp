// Narayanan et al., "Memory-efficient pipeline-parallel DNN training", ICML 2021 (PipeDream-Flush): GPipe's
// makespan for uniform stages, but stage s keeps p - s micro-batches instead of all.
#include "sim/schedules/alternating.hpp"

namespace repetend {

ScheduleResult one_f_one_b(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (const auto reason = not_for_1f1b(view)) return *reason;
    return alternate(view, one_f_one_b_in_flight(view), problem.micro_batches);
  });
}

}  // namespace repetend
