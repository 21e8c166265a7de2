#include "sim/verify/constraint.hpp"

namespace repetend::constraints {
namespace {

bool exists(const Problem& problem, Instance i) {
  return i.block.index() < problem.blocks.size() && i.micro_batch >= 0 &&
         i.micro_batch < problem.micro_batches;
}

// By instance: the machine in whose order it was seen last.
using Seen = std::vector<MachineId>;

// One machine's order: only its own instances, none missing, none twice.
void machine_shape(const TimedPlan& timed, MachineId m, Seen& seen, Report& report) {
  const Problem& problem = timed.problem;
  for (const Instance& i : timed.order(m)) {
    if (!exists(problem, i)) {
      report("{} runs micro-batch {} of block {}, expected a micro-batch below {} of a block below {}",
             timed.name(m), i.micro_batch, i.block.value, problem.micro_batches, problem.blocks.size());
      continue;
    }
    if (!runs_on(problem, i.block, m))
      report("{} runs {}, which is not placed on it", timed.name(m), timed.name(i));
    const std::size_t index = instance_index(problem, i);
    if (seen[index] == m) report("{} runs {} twice", timed.name(m), timed.name(i));
    seen[index] = m;
  }
}

void missing(const TimedPlan& timed, MachineId m, const std::vector<BlockId>& blocks, const Seen& seen,
             Report& report) {
  for (BlockId b : blocks)
    for (Instance i{b, 0}; i.micro_batch < timed.problem.micro_batches; ++i.micro_batch)
      if (seen[instance_index(timed.problem, i)] != m)
        report("{} never runs {}, expected it once", timed.name(m), timed.name(i));
}

}  // namespace

void shape(const TimedPlan& timed, Report& report) {
  const Problem& problem = timed.problem;
  const auto blocks = blocks_by_machine(problem);
  if (timed.plan.orders.size() != blocks.size())
    return report("the plan orders {} devices, expected {}", timed.plan.orders.size(), blocks.size());
  if (timed.plan.start.size() != problem.instances())
    return report("the plan has {} start times, expected one for each of {} instances",
                  timed.plan.start.size(), problem.instances());
  Seen seen(problem.instances());
  for (MachineId m : timed.machines()) {
    machine_shape(timed, m, seen, report);
    missing(timed, m, blocks[m], seen, report);
  }
  for (std::size_t i = 0; i < problem.instances(); ++i)
    if (timed.plan.start[i] >= sum_limit)
      report("{} starts at {} ns, expected less than 2^62 ns", timed.name(instance_at(problem, i)),
             timed.plan.start[i]);
}

}  // namespace repetend::constraints
