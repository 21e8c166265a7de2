#include "tests/support/lanes.hpp"

#include "sim/engine/engine.hpp"
#include "sim/engine/idle.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

BlockId add_block(Problem& problem, const std::string& name, BlockKind kind, int device, Time time,
                  std::vector<MachineId> machines, const std::vector<BlockId>& after) {
  Block block{.name = name, .kind = kind, .time = time, .uses = {{.device = DeviceId{device}}}};
  block.machines = std::move(machines);
  problem.blocks.push_back(block);
  const BlockId id{problem.blocks.size() - 1};
  for (BlockId b : after) problem.edges.push_back({b, id});
  return id;
}

Plan coupled_plan(Problem problem, Orders orders, Couplings couplings) {
  while (orders.size() < machine_count(problem)) orders.push_back({});
  Plan plan = plan_of(std::move(problem), std::move(orders));
  plan.couplings = std::move(couplings);
  return plan;
}

std::vector<Time> exposed_times(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const Simulation run = simulate(plan);
  const auto idle = idle_intervals(problem, plan.orders, run, plan.couplings);
  std::vector<Time> result;
  for (const LaneTime& time : lane_times(problem, plan.orders, run, idle, plan.couplings))
    result.push_back(time.exposed());
  result.erase(result.begin(), result.begin() + std::ssize(problem.devices));
  return result;
}

}  // namespace repetend::test
