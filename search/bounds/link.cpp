#include <fmt/format.h>

#include <map>

#include "search/bounds/bounds.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {

// A directed link serves one transfer at a time, and each transfer of the placement once a micro-batch.
PeriodBound link_bound(const Problem& problem) {
  std::map<std::pair<DeviceId, DeviceId>, Time> taken;
  PeriodBound bound{{}, "link", ""};
  for (const Transfer& t : transfers(problem)) {
    const Time busy = taken[{t.from, t.to}] += t.occupancy;
    if (busy <= bound.exact.num) continue;
    bound.exact.num = busy;
    bound.reason = fmt::format("the link from {} to {} is taken {} a micro-batch",
                               problem.device(t.from).name, problem.device(t.to).name, human_time(busy));
  }
  return bound;
}

}  // namespace repetend::search
