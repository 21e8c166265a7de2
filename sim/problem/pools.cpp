#include "sim/problem/pools.hpp"

#include <algorithm>

namespace repetend {
namespace {

const Pool& further_pool(const Problem& problem, PoolId p) {
  return problem.pools[p.index() - problem.devices.size()];
}

// In one micro-batch or as one of a fused pair, whatever it takes in others.
bool takes_no_time_once(const Problem& problem, BlockId b) {
  return std::ranges::count(problem.block(b).times, 0) > 0 ||
         std::ranges::any_of(problem.pairs, [b](const Pair& pair) {
           return pair.time == 0 &&
                  std::ranges::count(pair.first, b) + std::ranges::count(pair.second, b) > 0;
         });
}

bool changes(const PoolUse& use) { return use.acquire != 0 || use.release != 0 || use.workspace != 0; }

}  // namespace

const std::string& pool_name(const Problem& problem, PoolId p) {
  return is_memory(problem, p) ? problem.devices[p.index()].name : further_pool(problem, p).name;
}

Bytes capacity_of(const Problem& problem, PoolId p) {
  return is_memory(problem, p) ? problem.devices[p.index()].memory : further_pool(problem, p).capacity;
}

Bytes static_memory_of(const Problem& problem, PoolId p) {
  return is_memory(problem, p) ? problem.devices[p.index()].static_memory
                               : further_pool(problem, p).static_memory;
}

std::vector<PoolUse> changes_of(const Problem&, const Block& block) {
  std::vector<PoolUse> result;
  for (const DeviceUse& use : block.uses)
    result.push_back({memory_of(use.device), use.acquire, use.release, use.workspace});
  result.insert(result.end(), block.elsewhere.begin(), block.elsewhere.end());
  std::erase_if(result, [](const PoolUse& use) { return !changes(use); });
  std::ranges::sort(result, {}, &PoolUse::pool);
  return result;
}

std::vector<PoolId> room_made_for(const Problem& problem, BlockId before, BlockId after) {
  const auto taken = changes_of(problem, problem.block(after));
  std::vector<PoolId> result;
  for (const PoolUse& given : changes_of(problem, problem.block(before))) {
    const auto same = std::ranges::find(taken, given.pool, &PoolUse::pool);
    if (given.release + given.workspace > 0 && same != taken.end() && same->acquire + same->workspace > 0)
      result.push_back(given.pool);
  }
  return result;
}

bool makes_room_for(const Problem& problem, BlockId before, BlockId after) {
  return !room_made_for(problem, before, after).empty();
}

// Any machine of the block's serves: a gang changes the memory of a device from that device's lane.
MachineId changing_machine(const Problem& problem, BlockId b, PoolId p) {
  const Block& block = problem.block(b);
  const bool own = is_memory(problem, p) && find_use(block, DeviceId{p.value});
  return own ? machine_at(problem, block, DeviceId{p.value}) : machines_of(problem, b).front();
}

IdVector<PoolId, std::optional<MachineId>> sole_machines(const Problem& problem) {
  IdVector<PoolId, std::optional<MachineId>> result(pool_count(problem), std::nullopt);
  IdVector<PoolId, char> several(pool_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    const Block& block = problem.block(b);
    for (const PoolUse& use : changes_of(problem, block)) {
      const MachineId from = changing_machine(problem, b, use.pool);
      std::optional<MachineId>& sole = result[use.pool];
      if ((sole && *sole != from) || block.time == 0) several[use.pool] = 1;
      if (!sole) sole = from;
    }
  }
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    if (takes_no_time_once(problem, b))
      for (const PoolUse& use : changes_of(problem, problem.block(b))) several[use.pool] = 1;
  for (PoolId p : result.ids()) {
    if (several[p] != 0)
      result[p] = std::nullopt;
    else if (!result[p])
      result[p] = computing(DeviceId{is_memory(problem, p) ? p.value : 0});
  }
  return result;
}

}  // namespace repetend
