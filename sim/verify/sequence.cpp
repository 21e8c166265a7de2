#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

void sequence(const TimedPlan& timed, Report& report) {
  for (BlockId b : timed.blocks())
    for (std::int32_t n = 1; n < timed.problem.micro_batches; ++n) {
      const Instance before{b, n - 1}, after{b, n};
      if (timed.start(after) < timed.start(before))
        report("{} starts at {} ns, before {} at {} ns, expected micro-batch order", timed.name(after),
               timed.start(after), timed.name(before), timed.start(before));
    }
}

}  // namespace repetend::constraints
