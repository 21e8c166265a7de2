#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

void dependency(const TimedPlan& timed, Report& report) {
  for (const Edge& edge : timed.problem.edges)
    for (std::int32_t n = 0; n + edge.distance < timed.problem.micro_batches; ++n) {
      const Instance producer{edge.from, n}, consumer{edge.to, n + edge.distance};
      if (timed.start(consumer) < timed.end(producer))
        report("{} starts at {} ns, but {} ends at {} ns", timed.name(consumer), timed.start(consumer),
               timed.name(producer), timed.end(producer));
    }
}

}  // namespace repetend::constraints
