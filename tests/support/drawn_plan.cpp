#include "tests/support/drawn_plan.hpp"

#include "sim/engine/engine.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

Plan fused_plan_with_copies() {
  Problem problem = pipeline(1, 2, 4'000, 4'000);
  problem.machines = {{"d2h", DeviceId{0}}, {"unused", DeviceId{0}}, {"pcie", {}}};
  problem.pools = {{"host", 4}};
  problem.pairs = {{{BlockId{0}}, {BlockId{1}}, 6'000}};
  Block copy{.name = "O", .kind = BlockKind::offload, .time = 6'000, .uses = {{.device = DeviceId{0}}}};
  copy.machines = {MachineId{1}, MachineId{3}};
  copy.elsewhere = {{.pool = PoolId{1}, .workspace = 3}};
  copy.repeat = Repeat::last;
  problem.blocks.push_back(copy);
  const Instance f0{BlockId{0}, 0}, f1{BlockId{0}, 1}, b0{BlockId{1}, 0}, b1{BlockId{1}, 1}, o{BlockId{2}, 1};
  Plan plan = plan_of(problem, {{f0, f1, b0, b1}, {o}, {}, {o}});
  plan.couplings = {.waits = {{f1, o}}, .fused = {{f1, b0}}};
  return time_plan(std::move(plan));
}

}  // namespace repetend::test
