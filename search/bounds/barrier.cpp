#include "search/bounds/barrier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>

#include "search/bounds/bounds.hpp"
#include "search/bounds/paths.hpp"

// Take a device and divide its blocks into its own (of at most k devices) and the gangs (of more). Let f be
// the own instance that starts first. Until then the device runs gangs only. The blocks on a path to f in
// f's micro-batch run before f, one after the other; those of them that are not on the device but share a
// device with every one of the gangs run while the device runs neither a gang (they exclude each other) nor
// an own block (none has started): it idles. Which block f is an instance of is unknown: take the least over
// the own blocks. The same backwards from the own instance that ends last; the two idle times are apart,
// because one ends where the first own instance starts and the other begins where the last one ends. So
//   makespan >= N x work of the device + idle before + idle after.
// M of 4 devices, F = 1, B = 3: gpu3 idles while F0, F1 and F2 of the first micro-batch and B2, B1 and B0 of
// the last one run, whatever gangs are put between them: 6 N + 12, which is attained.
namespace repetend::search {
namespace {

bool share_device(const Block& a, const Block& b) {
  return std::ranges::any_of(a.uses, [&](const DeviceUse& use) { return find_use(b, use.device); });
}

Barrier divide(const Problem& problem, const IdVector<BlockId, Time>& duration, DeviceId device,
               const std::vector<BlockId>& blocks, std::size_t most_devices) {
  Barrier barrier{device, {}, IdVector<BlockId, Time>(problem.blocks.size()), 0, 0, 0};
  std::vector<BlockId> gangs;
  for (BlockId b : blocks) {
    (problem.block(b).uses.size() <= most_devices ? barrier.own : gangs).push_back(b);
    barrier.work += duration[b];
  }
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const auto excludes = [&](BlockId g) { return share_device(problem.block(b), problem.block(g)); };
    if (!find_use(problem.block(b), device) && std::ranges::all_of(gangs, excludes))
      barrier.alone[b] = duration[b];
  }
  const Around paths = heaviest_paths(problem, barrier.alone);
  barrier.before = barrier.after = std::numeric_limits<Time>::max();
  for (BlockId b : barrier.own) {
    barrier.before = std::min(barrier.before, paths.before[b]);
    barrier.after = std::min(barrier.after, paths.after[b]);
  }
  return barrier;
}

}  // namespace

std::vector<Barrier> barriers(const Problem& problem) {
  const IdVector<BlockId, Time> duration(durations(problem));
  const auto by_device = blocks_by_device(problem);
  std::vector<Barrier> result;
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    std::set<std::size_t> sizes;
    for (BlockId b : by_device[d.index()]) sizes.insert(problem.block(b).uses.size());
    if (sizes.empty()) continue;
    sizes.erase(std::prev(sizes.end()));
    for (std::size_t size : sizes) result.push_back(divide(problem, duration, d, by_device[d.index()], size));
  }
  return result;
}

MakespanBound barrier_makespan_bound(const Problem& problem) {
  MakespanBound bound{0, "barrier", ""};
  for (const Barrier& barrier : barriers(problem)) {
    const Time value = barrier.before + problem.micro_batches * barrier.work + barrier.after;
    if (value <= bound.value) continue;
    bound = {value, "barrier",
             fmt::format("{} can run nothing, not even a gang, while the first micro-batch comes to it and "
                         "the last one leaves it, and has {} micro-batches of work",
                         problem.device(barrier.device).name, problem.micro_batches)};
  }
  return bound;
}

}  // namespace repetend::search
