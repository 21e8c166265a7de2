// The constraints that need no more than the instances, their times and one machine or edge at a time: what
// excludes each other on a machine, and what precedes what.
#include "sim/verify/constraint.hpp"
#include "sim/verify/precedences.hpp"

namespace repetend::constraints {

void duration(const TimedPlan& timed, Report& report) {
  if (timed.plan.durations.empty()) return;
  for (const Instance i : instances_of(timed.problem))
    if (const Time time = timed.plan.durations[instance_index(timed.problem, i)]; time < 0)
      report("{} takes {} ns, expected 0 or more", timed.name(i), time);
}

void start(const TimedPlan& timed, Report& report) {
  for (BlockId b : timed.blocks())
    for (std::int32_t n : micro_batches_of(timed.problem, b).numbers())
      if (const Instance i{b, n}; timed.start(i) < 0)
        report("{} starts at {} ns, expected 0 or later", timed.name(i), timed.start(i));
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

// By the times alone, whatever the order says: sorted by start, some two neighbours overlap if any two do. Of
// those that start at once the order says which comes first: what takes no time may not lie in a run.
void overlap(const TimedPlan& timed, Report& report) {
  const auto start = [&timed](Instance i) { return timed.start(i); };
  for (MachineId m : timed.machines()) {
    auto runs = timed.order(m);
    if (!std::ranges::is_sorted(runs, {}, start)) std::ranges::stable_sort(runs, {}, start);
    for (std::size_t k = 1; k < runs.size(); ++k)
      if (timed.start(runs[k]) < timed.end(runs[k - 1]) && !timed.fused(runs[k - 1], runs[k]))
        report("{} runs {} until {} ns, but {} starts there at {} ns", timed.name(m), timed.name(runs[k - 1]),
               timed.end(runs[k - 1]), timed.name(runs[k]), timed.start(runs[k]));
  }
}

// The order is one for all blocks: that of the numbers, or the plan's own where the problem leaves it free.
void sequence(const TimedPlan& timed, Report& report) {
  const std::vector<std::int32_t>& order = timed.plan.micro_batch_order;
  const auto fed = [&order](std::int32_t k) {
    return order.empty() ? k : order[static_cast<std::size_t>(k)];
  };
  for (BlockId b : timed.blocks()) {
    if (once(timed.problem, b)) continue;
    for (std::int32_t k = 1; k < timed.problem.micro_batches; ++k) {
      const Instance before{b, fed(k - 1)}, after{b, fed(k)};
      if (timed.start(after) < timed.start(before))
        report("{} starts at {} ns, before {} at {} ns, expected micro-batch order", timed.name(after),
               timed.start(after), timed.name(before), timed.start(before));
    }
  }
}

void dependency(const TimedPlan& timed, Report& report) {
  for (const Edge& edge : timed.problem.edges)
    for (std::int32_t n : micro_batches_of(timed.problem, edge.from).numbers()) {
      const Instance producer{edge.from, n};
      followers(timed.problem, edge, n, [&](Instance consumer) {
        if (timed.start(consumer) < timed.end(producer) && !timed.on_one_side(producer, consumer))
          report("{} starts at {} ns, but {} ends at {} ns", timed.name(consumer), timed.start(consumer),
                 timed.name(producer), timed.end(producer));
      });
    }
}

void wait(const TimedPlan& timed, Report& report) {
  for (const auto& [before, after, for_start] : timed.plan.couplings.waits) {
    const Time over = for_start ? timed.start(before) : timed.end(before);
    if (timed.start(after) < over)
      report("{} starts at {} ns, but waits for {}, which {} at {} ns", timed.name(after), timed.start(after),
             timed.name(before), for_start ? "starts" : "ends", over);
  }
}

}  // namespace repetend::constraints
