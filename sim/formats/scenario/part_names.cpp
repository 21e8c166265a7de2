#include "sim/formats/scenario/part_names.hpp"

#include <fmt/format.h>

#include "sim/core/suggest.hpp"
#include "sim/problem/machines.hpp"
#include "sim/problem/pools.hpp"

namespace repetend {

PartNames::PartNames(const Problem& problem) : problem_(problem) {
  for (MachineId m : machines(problem))
    if (!computes(problem, m)) machines_.emplace(machine_name(problem, m), m);
  for (PoolId p : pools(problem))
    if (!is_memory(problem, p)) pools_.emplace(pool_name(problem, p), p);
}

MachineId PartNames::lane(const Node& node, DeviceId device) const {
  const std::string& name = node.text("the name of a lane");
  if (name == computing_lane) return computing(device);
  const std::string& owner = problem_.device(device).name;
  if (const auto found = machines_.find(fmt::format("{}.{}", owner, name)); found != machines_.end())
    return found->second;
  std::vector<std::string_view> names;
  for (MachineId m : lanes_of(problem_, device)) names.push_back(lane_name(problem_, m));
  node.fail(fmt::format("{} has no lane '{}', expected {}{}", owner, name, any_of(names),
                        did_you_mean(name, names)));
}

MachineId PartNames::machine(const Node& node) const {
  const std::string& name = node.text("the name of a machine");
  const auto found = machines_.find(name);
  if (found != machines_.end() && !owner(problem_, found->second)) return found->second;
  if (found != machines_.end())
    node.fail(fmt::format("{} is a lane, expected `lane: {}`, or one of `machines:`", name,
                          lane_name(problem_, found->second)));
  std::vector<std::string_view> names;
  for (const Machine& machine : problem_.machines)
    if (!machine.device) names.push_back(machine.name);
  if (names.empty())
    node.fail(fmt::format("no machine '{}', expected the scenario to list it under `machines:`", name));
  node.fail(fmt::format("no machine '{}', expected {}{}", name, some_of(names), did_you_mean(name, names)));
}

PoolId PartNames::pool(const Node& node) const {
  const std::string& name = node.text("the name of a pool");
  if (pools_.empty()) return memory_of(read_device(node, problem_));
  if (const auto found = pools_.find(name); found != pools_.end()) return found->second;
  if (const auto device = find_device(name, problem_)) return memory_of(*device);
  std::vector<std::string_view> names;
  for (const Device& device : problem_.devices) names.push_back(device.name);
  for (const Pool& pool : problem_.pools) names.push_back(pool.name);
  node.fail(fmt::format("no pool '{}', expected {}{}", name, some_of(names), did_you_mean(name, names)));
}

BlockNames block_names(const Problem& problem) {
  BlockNames names;
  for (BlockId b : ids<BlockId>(problem.blocks.size())) names.emplace(problem.block(b).name, b);
  return names;
}

BlockId find_block(const Node& node, const BlockNames& names) {
  const std::string& name = node.text("a block's name");
  if (const auto found = names.find(name); found != names.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [other, id] : names) known.push_back(other);
  node.fail(fmt::format("no block '{}', expected {}{}", name, some_of(known), did_you_mean(name, known)));
}

}  // namespace repetend
