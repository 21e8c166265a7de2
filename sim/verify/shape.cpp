#include "sim/verify/constraint.hpp"

namespace repetend::constraints {
namespace {

bool in_range(const Problem& problem, Instance i) {
  return i.block.index() < problem.blocks.size() && i.micro_batch >= 0 &&
         i.micro_batch < problem.micro_batches;
}

// Whether there is such an instance; reports what is wrong with one that `who` "runs" or "fuses".
bool exists(const TimedPlan& timed, Instance i, std::string_view who, std::string_view does, Report& report) {
  const Problem& problem = timed.problem;
  if (!in_range(problem, i))
    report("{} {} micro-batch {} of block {}, expected a micro-batch below {} of a block below {}", who, does,
           i.micro_batch, i.block.value, problem.micro_batches, problem.blocks.size());
  else if (!is_instance(problem, i))
    report("{} {} {}, but {} runs once, as of micro-batch {}", who, does, timed.name(i),
           problem.block(i.block).name, micro_batches_of(problem, i.block).first);
  else
    return true;
  return false;
}

// By instance: the machine in whose order it was seen last.
using Seen = std::vector<MachineId>;

// One machine's order: only its own instances, none missing, none twice.
void machine_shape(const TimedPlan& timed, MachineId m, Seen& seen, Report& report) {
  const Problem& problem = timed.problem;
  for (const Instance& i : timed.order(m)) {
    if (!in_range(problem, i) || !is_instance(problem, i)) {
      exists(timed, i, timed.name(m), "runs", report);
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
    for (std::int32_t n : micro_batches_of(timed.problem, b).numbers())
      if (const Instance i{b, n}; seen[instance_index(timed.problem, i)] != m)
        report("{} never runs {}, expected it once", timed.name(m), timed.name(i));
}

// Whether there is one time for each instance, wherever there are any.
bool sized(const TimedPlan& timed, Report& report) {
  const std::size_t starts = timed.plan.start.size(), durations = timed.plan.durations.size(),
                    instances = timed.problem.instances();
  if (starts != instances)
    report("the plan has {} start times, expected one for each of {} instances", starts, instances);
  else if (durations != 0 && durations != instances)
    report("the plan has {} durations, expected one for each of {} instances, or none", durations, instances);
  else
    return true;
  return false;
}

void bounded(const TimedPlan& timed, Report& report) {
  for (const Instance i : instances_of(timed.problem)) {
    const std::size_t index = instance_index(timed.problem, i);
    if (timed.plan.start[index] >= sum_limit)
      report("{} starts at {} ns, expected less than 2^62 ns", timed.name(i), timed.plan.start[index]);
    if (!timed.plan.durations.empty() && timed.plan.durations[index] >= sum_limit)
      report("{} takes {} ns, expected less than 2^62 ns", timed.name(i), timed.plan.durations[index]);
  }
}

void waits(const TimedPlan& timed, Report& report) {
  for (const Wait& wait : timed.plan.couplings.waits)
    for (const Instance i : {wait.before, wait.after}) exists(timed, i, "the plan", "waits for", report);
}

// A group's members stand side by side, as it has them, in the order of each of their machines.
void neighbours(const TimedPlan& timed, const std::vector<const FusedGroup*>& groups, Report& report) {
  IdVector<MachineId, std::vector<const FusedGroup*>> on(machine_count(timed.problem));
  for (const FusedGroup* group : groups)
    for (const Instance i : *group)
      for (MachineId m : machines_of(timed.problem, i.block))
        if (on[m].empty() || on[m].back() != group) on[m].push_back(group);
  std::vector<std::size_t> position(timed.problem.instances());  // in the order where it was seen last
  for (MachineId m : timed.machines()) {
    const auto& order = timed.order(m);
    for (std::size_t k = 0; k < order.size() && !on[m].empty(); ++k)
      if (in_range(timed.problem, order[k])) position[instance_index(timed.problem, order[k])] = k;
    for (const FusedGroup* group : on[m]) {
      const std::size_t at = position[instance_index(timed.problem, group->front())];
      const auto from = order.begin() + static_cast<std::ptrdiff_t>(std::min(at, order.size()));
      if (std::ranges::mismatch(*group, std::ranges::subrange(from, order.end())).in1 != group->end())
        report("the plan fuses {}, expected these neighbours in the order of {}", timed.name(*group),
               timed.name(m));
    }
  }
}

void fused_groups(const TimedPlan& timed, Report& report) {
  std::vector<bool> seen(timed.problem.instances());
  std::vector<const FusedGroup*> groups;
  for (const FusedGroup& group : timed.plan.couplings.fused) {
    bool sound = true;
    for (const Instance i : group) sound = exists(timed, i, "the plan", "fuses", report) && sound;
    if (!sound) continue;
    if (group.size() < 2) {
      report("the plan fuses {}, expected two instances or more", group.empty() ? "none" : timed.name(group));
      continue;
    }
    groups.push_back(&group);
    for (const Instance i : group) {
      if (seen[instance_index(timed.problem, i)]) report("the plan fuses {} twice", timed.name(i));
      seen[instance_index(timed.problem, i)] = true;
    }
  }
  neighbours(timed, groups, report);
}

bool all_once(std::vector<std::int32_t> order, std::int32_t count) {
  std::ranges::sort(order);
  return std::ranges::equal(order, std::views::iota(0, count));
}

void micro_batch_order(const TimedPlan& timed, Report& report) {
  const std::vector<std::int32_t>& order = timed.plan.micro_batch_order;
  if (order.empty()) return;
  if (timed.problem.micro_batch_order == MicroBatchOrder::given)
    return report("the plan has an order of micro-batches, expected none where the problem gives it");
  if (!all_once(order, timed.problem.micro_batches))
    report("the plan's order of micro-batches has {} entries, expected each of 0 to {} once", order.size(),
           timed.problem.micro_batches - 1);
}

}  // namespace

void shape(const TimedPlan& timed, Report& report) {
  const Problem& problem = timed.problem;
  for (const Choice& choice : problem.choices)
    report("the choice {} is open, expected a plan of one of its options", choice.name);
  const auto blocks = blocks_by_machine(problem);
  if (timed.plan.orders.size() != blocks.size())
    return report("the plan orders {} {}, expected {}", timed.plan.orders.size(),
                  problem.machines.empty() ? "devices" : "machines", blocks.size());
  if (!sized(timed, report)) return;
  Seen seen(problem.instances());
  for (MachineId m : timed.machines()) {
    machine_shape(timed, m, seen, report);
    missing(timed, m, blocks[m], seen, report);
  }
  bounded(timed, report);
  waits(timed, report);
  fused_groups(timed, report);
  micro_batch_order(timed, report);
}

}  // namespace repetend::constraints
