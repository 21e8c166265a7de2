#include "sim/schedules/once_blocks.hpp"

#include <algorithm>

#include "sim/problem/durations.hpp"
#include "sim/problem/graph.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

std::vector<BlockId> by_readiness(const Problem& problem) {
  const auto duration = least_durations(problem);
  IdVector<BlockId, std::vector<BlockId>> after(problem.blocks.size());
  for (const Edge& edge : problem.edges)
    if (edge.distance == 0) after[edge.from].push_back(edge.to);
  IdVector<BlockId, Time> ready(problem.blocks.size());
  std::vector<BlockId> sequence = dependency_order(problem);
  for (BlockId b : sequence)
    for (BlockId next : after[b]) ready[next] = std::max(ready[next], ready[b] + duration[b]);
  std::ranges::stable_sort(sequence, {}, [&](BlockId b) { return ready[b]; });
  return sequence;
}

}  // namespace

void place_once_blocks(const Problem& problem, Orders& orders) {
  if (std::ranges::all_of(problem.blocks, [](const Block& b) { return b.repeat == Repeat::each; })) return;
  const std::vector<BlockId> sequence = by_readiness(problem);
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    std::vector<Instance> first, last;
    for (BlockId b : sequence) {
      const Repeat repeat = problem.block(b).repeat;
      if (repeat == Repeat::each || !runs_on(problem, b, computing(d))) continue;
      (repeat == Repeat::first ? first : last).push_back({b, micro_batches_of(problem, b).first});
    }
    auto& order = orders[computing(d)];
    order.insert(order.begin(), first.begin(), first.end());
    order.insert(order.end(), last.begin(), last.end());
  }
}

}  // namespace repetend
