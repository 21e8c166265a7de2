#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

void start(const TimedPlan& timed, Report& report) {
  for (std::size_t i = 0; i < timed.plan.start.size(); ++i)
    if (timed.plan.start[i] < 0)
      report("{} starts at {} ns, expected 0 or later", timed.name(instance_at(timed.problem, i)),
             timed.plan.start[i]);
}

}  // namespace repetend::constraints
