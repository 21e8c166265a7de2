// Machines: what runs at most one block at a time. This is the one place that says which machines a problem
// has and which of them a block occupies; whatever orders blocks or keeps them apart asks here, and only
// memory, links and names are of devices.
#pragma once

#include <ranges>

#include "sim/core/id_vector.hpp"
#include "sim/problem/problem.hpp"

namespace repetend {

// A device has one machine, of the same index.
inline std::size_t machine_count(const Problem& problem) { return problem.devices.size(); }
inline auto machines(const Problem& problem) { return ids<MachineId>(machine_count(problem)); }

// The machine on which a device computes: its order alone decides the memory of the device.
inline MachineId computing(DeviceId d) { return MachineId{d.value}; }
inline DeviceId device_of(const Problem&, MachineId m) { return DeviceId{m.value}; }
inline bool computes(const Problem& problem, MachineId m) { return m == computing(device_of(problem, m)); }
std::string machine_name(const Problem&, MachineId);
// By its name; none where no machine has it.
std::optional<MachineId> find_machine(const Problem&, std::string_view name);

// The machine of one of its devices that a block occupies there; its transfers hold it, where they hold any.
inline MachineId machine_at(const Problem&, const Block&, DeviceId d) { return computing(d); }

// All that a block occupies, from its start to its end, lowest first.
inline auto machines_of(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  return block.uses | std::views::transform([&problem, &block](const DeviceUse& use) {
           return machine_at(problem, block, use.device);
         });
}
bool runs_on(const Problem&, BlockId, MachineId);
bool share_a_machine(const Problem&, BlockId, BlockId);

// What the block does to the memory of the machine's device; it must run there.
inline const DeviceUse& use_at(const Problem& problem, BlockId b, MachineId m) {
  const Block& block = problem.block(b);
  return block.uses.size() == 1 ? block.uses.front() : *find_use(block, device_of(problem, m));
}

IdVector<BlockId, std::vector<MachineId>> machines_by_block(const Problem&);
// In block order.
IdVector<MachineId, std::vector<BlockId>> blocks_by_machine(const Problem&);

}  // namespace repetend
