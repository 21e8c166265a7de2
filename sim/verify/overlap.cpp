#include <algorithm>

#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

// By the times alone, whatever the order says: sorted by start, some two neighbours overlap if any two do.
void overlap(const TimedPlan& timed, Report& report) {
  const auto start = [&timed](Instance i) { return timed.start(i); };
  for (DeviceId d : timed.devices()) {
    auto runs = timed.order(d);
    if (!std::ranges::is_sorted(runs, {}, start)) std::ranges::stable_sort(runs, {}, start);
    for (std::size_t k = 1; k < runs.size(); ++k)
      if (timed.start(runs[k]) < timed.end(runs[k - 1]))
        report("{} runs {} until {} ns, but {} starts there at {} ns", timed.name(d), timed.name(runs[k - 1]),
               timed.end(runs[k - 1]), timed.name(runs[k]), timed.start(runs[k]));
  }
}

}  // namespace repetend::constraints
