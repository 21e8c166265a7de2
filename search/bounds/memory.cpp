#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"
#include "search/bounds/transport.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/core/human.hpp"

// Little's law. Take one device and count its memory as follows: a block's acquire from its start to
// infinity, minus its release from its end, plus while it runs
//   release at the end:   its workspace;
//   release at the start: max(0, acquire - release + workspace) - acquire.
// This count never exceeds the capacity where the plan does not: with releases at the end it is the level
// itself. With releases at the start it is, while block b runs, the larger of the levels before b and in b
// (nothing else happens on the device meanwhile), and both must fit. So its integral over a period is at most
// capacity x period, and the integral is the sum over the blocks of one micro-batch of
//   release x end - acquire x start + (the extra) x duration,
// because acquires and releases add up to the same bytes. Starts obey start(j) >= start(i) + path(i, j), the
// longest path of edges of distance 0; so any way to carry the acquired bytes to releasing blocks along
// paths, each byte costing path(i, j) + duration(j), is a lower bound of the integral (weak duality of linear
// programming): we take the best way. In the units of all this, levels are multiples of the greatest common
// divisor of the device's amounts, so the capacity may be rounded down to one.
namespace repetend::search {
namespace {

// Only blocks that acquire have their paths to all blocks.
using PathsByBlock = IdVector<BlockId, IdVector<BlockId, std::optional<Time>>>;

PathsByBlock paths_of_acquiring(const Problem& problem) {
  const Paths paths(problem);
  PathsByBlock result(problem.blocks.size());
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const auto acquires = [](const DeviceUse& use) { return use.acquire > 0; };
    if (std::ranges::any_of(problem.block(b).uses, acquires)) result[b] = paths.from(b);
  }
  return result;
}

Bytes extra(const Problem& problem, const DeviceUse& use) {
  if (problem.memory_release == MemoryRelease::end) return use.workspace;
  return std::max(Bytes{0}, use.acquire - use.release + use.workspace) - use.acquire;
}

Wide integral(const Problem& problem, DeviceId d, const PathsByBlock& paths) {
  Transport transport;
  std::vector<BlockId> acquiring, releasing;
  Wide extras = 0;
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const DeviceUse* use = find_use(problem.block(b), d);
    if (!use) continue;
    extras += static_cast<Wide>(extra(problem, *use)) * duration(problem, b);
    if (use->acquire > 0) {
      acquiring.push_back(b);
      transport.supply.push_back(use->acquire);
    }
    if (use->release > 0) {
      releasing.push_back(b);
      transport.demand.push_back(use->release);
    }
  }
  for (BlockId from : acquiring) {
    auto& row = transport.cost.emplace_back();
    for (BlockId to : releasing) {
      row.push_back(paths[from][to]);
      if (row.back()) *row.back() += duration(problem, to);
    }
  }
  const auto carried = max_cost_transport(std::move(transport));
  return carried ? std::max(Wide{0}, *carried + extras) : 0;
}

}  // namespace

IdVector<DeviceId, Wide> memory_integrals(const Problem& problem) {
  const PathsByBlock paths = paths_of_acquiring(problem);
  IdVector<DeviceId, Wide> result;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) result.push_back(integral(problem, d, paths));
  return result;
}

Bytes usable_memory(const Problem& problem, DeviceId d) {
  const Device& device = problem.device(d);
  if (device.memory == unlimited) return unlimited;
  Bytes unit = 0;
  for (const Block& block : problem.blocks)
    if (const DeviceUse* use = find_use(block, d))
      for (Bytes amount : {use->acquire, use->release, use->workspace}) unit = std::gcd(unit, amount);
  const Bytes room = device.memory - device.static_memory;
  return unit > 0 ? room / unit * unit : room;
}

PeriodBound memory_bound(const Problem& problem) {
  PeriodBound bound{{}, "memory", ""};
  const IdVector<DeviceId, Wide> integrals = memory_integrals(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Bytes room = usable_memory(problem, d);
    const Wide needed = integrals[d];
    if (room == unlimited || room <= 0 || needed > std::numeric_limits<Time>::max()) continue;
    const Ratio ratio{static_cast<Time>(needed), room};
    if (!(bound.exact < ratio)) continue;
    bound.exact = ratio;
    bound.reason =
        fmt::format("a micro-batch holds the {} that {} has left for {} (bytes weighted by time, averaged)",
                    human_bytes(room), problem.device(d).name, human_time(ratio.floor()));
  }
  return bound;
}

}  // namespace repetend::search
