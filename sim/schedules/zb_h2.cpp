#include <algorithm>

#include "sim/schedules/zero_bubble_1f1b.hpp"

namespace repetend {

// Twice that memory, less one. Fewer micro-batches than that cannot use it, and are best spread over the
// stages as if there were no room for more: at p = m = 8 and unit costs that takes 31 instead of 34.
ScheduleResult zb_h2(const Problem& problem) {
  return zero_bubble_1f1b(problem,
                          [](int p, int micro_batches) { return std::clamp(micro_batches, p, 2 * p - 1); });
}

}  // namespace repetend
