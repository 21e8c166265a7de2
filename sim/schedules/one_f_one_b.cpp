// Narayanan et al., "Memory-efficient pipeline-parallel DNN training", ICML 2021 (PipeDream-Flush): GPipe's
// makespan for uniform stages, but stage s keeps p - s micro-batches instead of all.
#include "sim/schedules/alternating.hpp"
#include "sim/schedules/layouts.hpp"

namespace repetend {

ScheduleResult one_f_one_b(const Problem& problem) {
  return schedule_pipeline(problem, [&](const PipelineView& view) -> PipelineSchedule {
    if (!view.training || !is_linear(view))
      return not_applicable("a backward pass, and one chain with one stage a rank", view);
    return alternate(view, one_f_one_b_in_flight(view), problem.micro_batches);
  });
}

}  // namespace repetend
