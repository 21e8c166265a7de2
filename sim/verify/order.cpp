#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

void order(const TimedPlan& timed, Report& report) {
  for (DeviceId d : timed.devices()) {
    const auto& order = timed.order(d);
    for (std::size_t k = 1; k < order.size(); ++k)
      if (timed.start(order[k]) < timed.start(order[k - 1]))
        report("{} is to run {} before {}, but they start at {} ns and {} ns", timed.name(d),
               timed.name(order[k - 1]), timed.name(order[k]), timed.start(order[k - 1]),
               timed.start(order[k]));
  }
}

}  // namespace repetend::constraints
