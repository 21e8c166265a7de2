#include "sim/problem/machines.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace repetend {

std::string_view lane_name(const Problem& problem, MachineId m) {
  return computes(problem, m) ? computing_lane : std::string_view(further(problem, m).name);
}

std::string machine_name(const Problem& problem, MachineId m) {
  if (computes(problem, m)) return problem.device(device_of(problem, m)).name;
  const Machine& machine = further(problem, m);
  return machine.device ? problem.device(*machine.device).name + '.' + machine.name : machine.name;
}

std::optional<MachineId> find_machine(const Problem& problem, std::string_view name) {
  for (MachineId m : machines(problem))
    if (machine_name(problem, m) == name) return m;
  const std::string ending = fmt::format(".{}", computing_lane);
  if (!name.ends_with(ending)) return std::nullopt;
  name.remove_suffix(ending.size());
  const auto device = std::ranges::find(problem.devices, name, &Device::name);
  if (device == problem.devices.end()) return std::nullopt;
  return MachineId{static_cast<std::size_t>(device - problem.devices.begin())};
}

std::vector<MachineId> lanes_of(const Problem& problem, DeviceId d) {
  std::vector<MachineId> result{computing(d)};
  for (std::size_t k = 0; k < problem.machines.size(); ++k)
    if (problem.machines[k].device == d) result.push_back(further_machine(problem, k));
  return result;
}

MachineId machine_at(const Problem& problem, const Block& block, DeviceId d) {
  if (block.machines.empty()) return computing(d);
  return *std::ranges::find(block.machines, std::optional(d), [&](MachineId m) { return owner(problem, m); });
}

bool is_lane_at(const Problem& problem, BlockId b, MachineId m, DeviceId d) {
  return owner(problem, m) == d && runs_on(problem, b, m);
}

bool runs_on(const Problem& problem, BlockId b, MachineId m) {
  return std::ranges::count(machines_of(problem, b), m) > 0;
}

bool share_a_machine(const Problem& problem, BlockId a, BlockId b) {
  return std::ranges::any_of(machines_of(problem, a), [&](MachineId m) { return runs_on(problem, b, m); });
}

IdVector<BlockId, std::vector<MachineId>> machines_by_block(const Problem& problem) {
  IdVector<BlockId, std::vector<MachineId>> result(problem.blocks.size());
  for (BlockId b : result.ids())
    for (MachineId m : machines_of(problem, b)) result[b].push_back(m);
  return result;
}

IdVector<MachineId, std::vector<BlockId>> blocks_by_machine(const Problem& problem) {
  IdVector<MachineId, std::vector<BlockId>> result(machine_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (MachineId m : machines_of(problem, b)) result[m].push_back(b);
  return result;
}

}  // namespace repetend
