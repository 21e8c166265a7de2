#include <fmt/format.h>

#include "search/bounds/bounds.hpp"
#include "sim/core/human.hpp"

namespace repetend::search {

// A device runs one block at a time, and each of its blocks once a micro-batch. A blocking transfer holds
// both of its devices, one operation at a time, until it is delivered.
PeriodBound device_bound(const Problem& problem) {
  const std::vector<Time> duration = durations(problem);
  std::vector<Time> work(problem.devices.size()), moving(problem.devices.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (const DeviceUse& use : problem.block(b).uses) work[use.device.index()] += duration[b.index()];
  if (problem.transfer == TransferMode::blocking)
    for (const Transfer& t : transfers(problem))
      for (DeviceId d : {t.from, t.to}) moving[d.index()] += t.occupancy + t.latency;
  PeriodBound bound{{}, "device", ""};
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Time busy = work[d.index()] + moving[d.index()];
    if (busy <= bound.exact.num) continue;
    bound.exact.num = busy;
    bound.reason =
        fmt::format("{} works {} a micro-batch", problem.device(d).name, human_time(work[d.index()]));
    if (moving[d.index()] > 0)
      bound.reason += fmt::format(" and is held by transfers for {}", human_time(moving[d.index()]));
  }
  return bound;
}

}  // namespace repetend::search
