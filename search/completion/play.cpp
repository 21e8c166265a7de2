#include "search/completion/play.hpp"

#include <algorithm>

namespace repetend::search {

std::vector<Time> played_starts(const Problem& problem, const CyclicPlan& plan) {
  std::vector<Time> start(problem.instances());
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Instance instance = instance_at(problem, i);
    start[i] = plan.start(instance.block, instance.micro_batch);
  }
  const Time first = *std::ranges::min_element(start);
  for (Time& s : start) s -= first;
  return start;
}

// Blocks last at least 1 ns, so starts alone order the instances of a device; no tie needs breaking.
Orders orders_by_start(const Problem& problem, const std::vector<Time>& start) {
  Orders orders(problem.devices.size());
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Instance instance = instance_at(problem, i);
    for (const DeviceUse& use : problem.block(instance.block).uses)
      orders[use.device.index()].push_back(instance);
  }
  for (auto& order : orders)
    std::ranges::sort(order, {}, [&](Instance i) { return std::pair{start[instance_index(problem, i)], i}; });
  return orders;
}

Orders one_at_a_time(const Problem& problem, const std::vector<BlockId>& order) {
  Orders orders(problem.devices.size());
  for (std::int32_t n = 0; n < problem.micro_batches; ++n)
    for (BlockId b : order)
      for (const DeviceUse& use : problem.block(b).uses) orders[use.device.index()].push_back({b, n});
  return orders;
}

}  // namespace repetend::search
