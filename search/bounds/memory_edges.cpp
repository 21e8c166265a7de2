#include "search/bounds/memory_edges.hpp"

#include <algorithm>

// Let F be the only block that acquires on a device, a bytes, and B the only one that releases, a bytes as
// well, because they balance. When F(n + M) starts, n + M + 1 acquires have been made; they fit only if n + 1
// releases have, that is if B(n) has ended, or started where releases happen at the start. It runs on the
// same device as F, so it has ended then too.
namespace repetend::search {
namespace {

// Otherwise the edge would be one that data crosses a link for, and wait for it.
bool stays_on_its_devices(const Block& from, const Block& to) {
  return std::ranges::all_of(to.uses, [&](const DeviceUse& use) { return find_use(from, use.device); });
}

}  // namespace

Problem with_memory_edges(const Problem& problem) {
  Problem result = problem;
  const auto by_device = blocks_by_device(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    const Device& device = problem.device(d);
    if (device.memory == unlimited) continue;
    std::vector<BlockId> acquiring, releasing;
    for (BlockId b : by_device[d.index()]) {
      const DeviceUse& use = *find_use(problem.block(b), d);
      if (use.acquire > 0) acquiring.push_back(b);
      if (use.release > 0) releasing.push_back(b);
    }
    if (acquiring.size() != 1 || releasing.size() != 1 || acquiring == releasing) continue;
    if (!stays_on_its_devices(problem.block(releasing[0]), problem.block(acquiring[0]))) continue;
    const Bytes amount = find_use(problem.block(acquiring[0]), d)->acquire;
    const Bytes fitting = (device.memory - device.static_memory) / amount;
    if (fitting >= 1 && fitting < problem.micro_batches)
      result.edges.push_back({releasing[0], acquiring[0], 0, static_cast<int>(fitting)});
  }
  return result;
}

}  // namespace repetend::search
