#include "sim/schedules/zero_bubble_1f1b.hpp"

namespace repetend {

// The memory of 1F1B's first stage.
ScheduleResult zb_h1(const Problem& problem) {
  return zero_bubble_1f1b(problem, [](int p, int) { return p; });
}

}  // namespace repetend
