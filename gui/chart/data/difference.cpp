#include "gui/chart/data/difference.hpp"

#include <algorithm>

namespace repetend::gui {

Time Saving::gained() const {
  Time sum = std::max<Time>(work, 0);
  for (Time t : idle) sum += std::max<Time>(t, 0);
  return sum;
}

Time Saving::lost() const {
  Time sum = std::max<Time>(-work, 0);
  for (Time t : idle) sum += std::max<Time>(-t, 0);
  return sum;
}

std::vector<Saving> savings(const ChartedPlan& plan, const ChartedPlan& reference) {
  std::vector<Saving> result(std::min(plan.times.size(), reference.times.size()));
  for (std::size_t d = 0; d < result.size(); ++d) {
    const DeviceTime &mine = plan.times[d], &other = reference.times[d];
    result[d].work = other.busy - mine.busy;
    for (std::size_t cause = 0; cause < idle_causes; ++cause)
      result[d].idle[cause] = other.idle[cause] - mine.idle[cause];
  }
  return result;
}

}  // namespace repetend::gui
