#include "search/wide/pools_as_devices.hpp"

#include <algorithm>

namespace repetend::search {
namespace {

bool both_of_one_side(const Problem& problem, const Edge& edge) {
  const auto holds_both = [&](const std::vector<BlockId>& side) {
    return std::ranges::count(side, edge.from) > 0 && std::ranges::count(side, edge.to) > 0;
  };
  return edge.distance == 0 && std::ranges::any_of(problem.pairs, [&](const Pair& pair) {
           return holds_both(pair.first) || holds_both(pair.second);
         });
}

std::vector<Device> pool_devices(const WideModel& model) {
  const Problem& problem = model.problem();
  std::vector<Device> devices;
  for (const Device& d : problem.devices) devices.push_back({d.name, d.memory, d.static_memory});
  for (const Pool& p : problem.pools) devices.push_back({p.name, p.capacity, p.static_memory});
  if (problem.memory_release == MemoryRelease::start)
    for (Device& d : devices) d.memory = unlimited;
  for (const InstanceIndex i : model.instances())
    if (problem.block(model.block(i)).repeat == Repeat::first)
      for (const PoolUse& use : model.pool_uses(i))
        devices[use.pool.index()].static_memory += use.acquire - use.release;
  return devices;
}

Block pool_block(const WideModel& model, BlockId b) {
  const InstanceIndex i = instance_index(model.problem(), {b, 0});
  const Block& block = model.problem().block(b);
  Block result{.name = block.name, .kind = block.kind, .time = model.shortest(i)};
  for (const PoolUse& use : model.pool_uses(i))
    result.uses.push_back({DeviceId{use.pool.value}, use.acquire, use.release, use.workspace});
  if (result.uses.empty()) result.uses.push_back({.device = block.uses.front().device});
  return result;
}

}  // namespace

Problem pools_as_devices(const WideModel& model) {
  const Problem& problem = model.problem();
  Problem result;
  result.name = problem.name;
  result.micro_batches = problem.micro_batches;
  result.devices = pool_devices(model);
  IdVector<BlockId, std::optional<BlockId>> kept(problem.blocks.size());
  for (BlockId b : kept.ids())
    if (problem.block(b).repeat == Repeat::each) {
      kept[b] = BlockId{result.blocks.size()};
      result.blocks.push_back(pool_block(model, b));
    }
  for (const Edge& edge : problem.edges)
    if (kept[edge.from] && kept[edge.to] && !both_of_one_side(problem, edge))
      result.edges.push_back({*kept[edge.from], *kept[edge.to], 0, edge.distance});
  return result;
}

}  // namespace repetend::search
