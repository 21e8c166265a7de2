// Machines: what runs at most one block at a time. This is the one place that says which machines a problem
// has and which of them a block occupies; whatever orders blocks or keeps them apart asks here, and only
// memory, links and names are of devices.
#pragma once

#include <ranges>

#include "sim/core/id_vector.hpp"
#include "sim/problem/problem.hpp"

namespace repetend {

// The computing lanes of the devices come first, each of its device's index; then Problem::machines.
inline std::size_t machine_count(const Problem& problem) {
  return problem.devices.size() + problem.machines.size();
}
inline auto machines(const Problem& problem) { return ids<MachineId>(machine_count(problem)); }

// The lane on which a device computes. Where nothing else changes the device's memory, its order alone
// decides it.
inline MachineId computing(DeviceId d) { return MachineId{d.value}; }
inline bool computes(const Problem& problem, MachineId m) { return m.index() < problem.devices.size(); }

// Problem::machines as ids, and what stands there of one that is no computing lane.
inline MachineId further_machine(const Problem& problem, std::size_t index) {
  return MachineId{problem.devices.size() + index};
}
inline const Machine& further(const Problem& problem, MachineId m) {
  return problem.machines[m.index() - problem.devices.size()];
}

// Whose lane the machine is; nothing for a machine of no device.
inline std::optional<DeviceId> owner(const Problem& problem, MachineId m) {
  return computes(problem, m) ? DeviceId{m.value} : further(problem, m).device;
}
// The same of a machine that is a lane.
inline DeviceId device_of(const Problem& problem, MachineId m) { return *owner(problem, m); }

inline Speed speed_of(const Problem& problem, MachineId m) {
  return computes(problem, m) ? problem.device(device_of(problem, m)).speed : further(problem, m).speed;
}

// What the first lane of every device is called.
inline constexpr std::string_view computing_lane = "compute";
// "compute", "comm": of a lane.
std::string_view lane_name(const Problem&, MachineId);
// "gpu0", "gpu0.comm", "pcie01".
std::string machine_name(const Problem&, MachineId);
// By its name ("gpu0.compute" is gpu0's, too); none where no machine has it.
std::optional<MachineId> find_machine(const Problem&, std::string_view name);
// The lanes of a device, the computing one first.
std::vector<MachineId> lanes_of(const Problem&, DeviceId);

// All that a block occupies, from its start to its end, lowest first.
inline auto machines_of(const Problem& problem, BlockId b) {
  const Block& block = problem.block(b);
  const std::size_t count = block.machines.empty() ? block.uses.size() : block.machines.size();
  return std::views::iota(std::size_t{0}, count) | std::views::transform([&block](std::size_t k) {
           return block.machines.empty() ? computing(block.uses[k].device) : block.machines[k];
         });
}
bool runs_on(const Problem&, BlockId, MachineId);
bool share_a_machine(const Problem&, BlockId, BlockId);

// The first lane of one of its devices that a block occupies there: its links are those that lead from it.
MachineId machine_at(const Problem&, const Block&, DeviceId);
// Whether the machine is one of the lanes that a block occupies on that device: its transfers from and to the
// device hold them all, where they hold any.
bool is_lane_at(const Problem&, BlockId, MachineId, DeviceId);

// What the block does to the memory of the machine's device; it must run there.
inline const DeviceUse& use_at(const Problem& problem, BlockId b, MachineId m) {
  const Block& block = problem.block(b);
  return block.uses.size() == 1 ? block.uses.front() : *find_use(block, device_of(problem, m));
}

IdVector<BlockId, std::vector<MachineId>> machines_by_block(const Problem&);
// In block order.
IdVector<MachineId, std::vector<BlockId>> blocks_by_machine(const Problem&);

}  // namespace repetend
