// Pools: what holds bytes. This is the one place that says which pools a problem has and what a block does to
// them.
#pragma once

#include <vector>

#include "sim/core/id_vector.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {

// The memories of the devices come first, each of its device's index; then Problem::pools.
inline std::size_t pool_count(const Problem& problem) {
  return problem.devices.size() + problem.pools.size();
}
inline auto pools(const Problem& problem) { return ids<PoolId>(pool_count(problem)); }
inline PoolId memory_of(DeviceId d) { return PoolId{d.value}; }
inline bool is_memory(const Problem& problem, PoolId p) { return p.index() < problem.devices.size(); }

const std::string& pool_name(const Problem&, PoolId);
Bytes capacity_of(const Problem&, PoolId);
Bytes static_memory_of(const Problem&, PoolId);

// All that a block does to pools, lowest first: the memories of its devices and what is listed elsewhere.
// Those it leaves alone (an amount of 0 in all three) are left out.
std::vector<PoolUse> changes_of(const Problem&, const Block&);

// The pools of which `before` gives back something, at its end or as workspace, and `after` takes something,
// and whether there are any: then whoever waits for it may wait for room.
std::vector<PoolId> room_made_for(const Problem&, BlockId before, BlockId after);
bool makes_room_for(const Problem&, BlockId before, BlockId after);

// The machine from which a block changes a pool: of the memory of one of its devices, its lane there. Blocks
// that run at once change a pool from different machines.
MachineId changing_machine(const Problem&, BlockId, PoolId);

// By pool: the machine that alone changes it, so that its order says every level (and some computing lane
// for a pool that nothing changes). None where several machines do, or one with a block that takes no time
// (what it releases is there for what starts at the same instant on another machine, but not in an order):
// such levels are judged by time.
IdVector<PoolId, std::optional<MachineId>> sole_machines(const Problem&);

}  // namespace repetend
