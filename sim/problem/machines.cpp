#include "sim/problem/machines.hpp"

#include <algorithm>

namespace repetend {

std::string machine_name(const Problem& problem, MachineId m) {
  return problem.device(device_of(problem, m)).name;
}

std::optional<MachineId> find_machine(const Problem& problem, std::string_view name) {
  for (MachineId m : machines(problem))
    if (machine_name(problem, m) == name) return m;
  return std::nullopt;
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
