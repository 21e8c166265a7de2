#include "search/completion/play.hpp"

#include <algorithm>

#include "sim/problem/machines.hpp"

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

// Blocks last at least 1 ns, so starts alone order the instances of a machine; no tie needs breaking.
Orders orders_by_start(const Problem& problem, const std::vector<Time>& start) {
  Orders orders(machine_count(problem));
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Instance instance = instance_at(problem, i);
    for (MachineId m : machines_of(problem, instance.block)) orders[m].push_back(instance);
  }
  for (auto& order : orders)
    std::ranges::sort(order, {}, [&](Instance i) { return std::pair{start[instance_index(problem, i)], i}; });
  return orders;
}

std::vector<Time> completed(const Semantics& semantics, const std::vector<Time>& start) {
  std::vector<Time> result(semantics.micro_batches());
  for (std::size_t i = 0; i < start.size(); ++i) {
    const Instance instance = instance_at(semantics.problem(), i);
    Time& last = result[static_cast<std::size_t>(instance.micro_batch)];
    last = std::max(last, start[i] + semantics.duration(instance));
  }
  return result;
}

Orders in_sequence(const Problem& problem, const std::vector<Instance>& sequence) {
  Orders orders(machine_count(problem));
  for (const Instance& i : sequence)
    for (MachineId m : machines_of(problem, i.block)) orders[m].push_back(i);
  return orders;
}

Orders one_at_a_time(const Problem& problem, const std::vector<BlockId>& order) {
  std::vector<Instance> sequence;
  for (std::int32_t n = 0; n < problem.micro_batches; ++n)
    for (BlockId b : order) sequence.push_back({b, n});
  return in_sequence(problem, sequence);
}

}  // namespace repetend::search
