// The constraints that need no more than the instances, their times and one machine, device or edge at a
// time: what excludes each other on a machine, what precedes what, and what a device's memory holds.
#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

void start(const TimedPlan& timed, Report& report) {
  for (std::size_t i = 0; i < timed.plan.start.size(); ++i)
    if (timed.plan.start[i] < 0)
      report("{} starts at {} ns, expected 0 or later", timed.name(instance_at(timed.problem, i)),
             timed.plan.start[i]);
}

void order(const TimedPlan& timed, Report& report) {
  for (MachineId m : timed.machines()) {
    const auto& order = timed.order(m);
    for (std::size_t k = 1; k < order.size(); ++k)
      if (timed.start(order[k]) < timed.start(order[k - 1]))
        report("{} is to run {} before {}, but they start at {} ns and {} ns", timed.name(m),
               timed.name(order[k - 1]), timed.name(order[k]), timed.start(order[k - 1]),
               timed.start(order[k]));
  }
}

// By the times alone, whatever the order says: sorted by start, some two neighbours overlap if any two do.
void overlap(const TimedPlan& timed, Report& report) {
  const auto start = [&timed](Instance i) { return timed.start(i); };
  for (MachineId m : timed.machines()) {
    auto runs = timed.order(m);
    if (!std::ranges::is_sorted(runs, {}, start)) std::ranges::stable_sort(runs, {}, start);
    for (std::size_t k = 1; k < runs.size(); ++k)
      if (timed.start(runs[k]) < timed.end(runs[k - 1]))
        report("{} runs {} until {} ns, but {} starts there at {} ns", timed.name(m), timed.name(runs[k - 1]),
               timed.end(runs[k - 1]), timed.name(runs[k]), timed.start(runs[k]));
  }
}

void sequence(const TimedPlan& timed, Report& report) {
  for (BlockId b : timed.blocks())
    for (std::int32_t n = 1; n < timed.problem.micro_batches; ++n) {
      const Instance before{b, n - 1}, after{b, n};
      if (timed.start(after) < timed.start(before))
        report("{} starts at {} ns, before {} at {} ns, expected micro-batch order", timed.name(after),
               timed.start(after), timed.name(before), timed.start(before));
    }
}

void dependency(const TimedPlan& timed, Report& report) {
  for (const Edge& edge : timed.problem.edges)
    for (std::int32_t n = 0; n + edge.distance < timed.problem.micro_batches; ++n) {
      const Instance producer{edge.from, n}, consumer{edge.to, n + edge.distance};
      if (timed.start(consumer) < timed.end(producer))
        report("{} starts at {} ns, but {} ends at {} ns", timed.name(consumer), timed.start(consumer),
               timed.name(producer), timed.end(producer));
    }
}

// Only a device's own instances change its memory and they run one at a time, so that its order tells all.
void memory(const TimedPlan& timed, Report& report) {
  for (DeviceId d : timed.devices()) {
    const Device& device = timed.problem.device(d);
    if (device.static_memory > device.memory)
      report("the static memory of {} is {} above its capacity of {}", device.name,
             human_bytes(device.static_memory - device.memory), human_bytes(device.memory));
    MemoryLevel level(device.static_memory, timed.problem.memory_release);
    for (const Instance& i : timed.order(computing(d))) {
      const DeviceUse& use = use_at(timed.problem, i.block, computing(d));
      const Bytes needed = level.start(use);
      if (needed > device.memory)
        report("{} starts at {} ns and brings the memory of {} to {}, {} above its capacity of {}",
               timed.name(i), timed.start(i), device.name, human_bytes(needed),
               human_bytes(needed - device.memory), human_bytes(device.memory));
      level.end(use);
    }
  }
}

}  // namespace repetend::constraints
