#include "app/exposure.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "sim/plan/fused_groups.hpp"
#include "sim/problem/pools.hpp"

namespace repetend::app {
namespace {

using ExposedTimes = std::map<std::tuple<MachineId, BlockId, std::optional<BlockId>>, Time>;

// The computing lanes that are idle until a block of another machine ends.
void add_waited_for(const SimulatedPlan& run, ExposedTimes& times) {
  const Problem& problem = run.problem();
  for (const auto& intervals : run.idle)
    for (const IdleInterval& idle : intervals) {
      if (!idle.waited_for) continue;
      const Time seen =
          std::min(idle.end, run.end(*idle.waited_for)) - std::max(idle.begin, run.start(*idle.waited_for));
      if (seen <= 0) continue;
      for (MachineId m : machines_of(problem, idle.waited_for->block))
        if (!computes(problem, m)) times[{m, idle.waited_for->block, idle.waiting.block}] += seen;
    }
}

// What still runs when the last computing lane has ended.
void add_after_computing(const SimulatedPlan& run, ExposedTimes& times) {
  const Problem& problem = run.problem();
  const Orders& orders = run.plan->orders;
  const FusedGroups fused(problem, run.plan->couplings.fused);
  Time computed = 0;
  for (MachineId m : machines(problem))
    if (computes(problem, m) && !orders[m].empty()) computed = std::max(computed, run.end(orders[m].back()));
  for (MachineId m : machines(problem))
    for (const Instance i : orders[m])
      if (!computes(problem, m) && fused.first(i) == i && run.end(i) > std::max(computed, run.start(i)))
        times[{m, i.block, std::nullopt}] += run.end(i) - std::max(computed, run.start(i));
}

}  // namespace

IdVector<MachineId, Time> path_by_machine(const SimulatedPlan& run) {
  IdVector<MachineId, Time> result(machine_count(run.problem()));
  for (const CriticalStep& step : run.critical)
    for (MachineId m : machines_of(run.problem(), step.instance.block)) result[m] += step.end - step.start;
  return result;
}

IdVector<PoolId, int> path_waits_by_pool(const SimulatedPlan& run) {
  const Problem& problem = run.problem();
  const auto sole = sole_machines(problem);
  IdVector<PoolId, int> result(pool_count(problem));
  for (std::size_t k = 1; k < run.critical.size(); ++k) {
    if (run.critical[k].reason != CriticalStep::Reason::wait) continue;
    const BlockId before = run.critical[k - 1].instance.block, after = run.critical[k].instance.block;
    for (PoolId p : room_made_for(problem, before, after))
      if (!sole[p] && capacity_of(problem, p) != unlimited) ++result[p];
  }
  return result;
}

std::vector<Exposure> exposures(const SimulatedPlan& run) {
  if (run.simulation.deadlock) return {};
  ExposedTimes times;
  add_waited_for(run, times);
  add_after_computing(run, times);
  std::vector<Exposure> result;
  for (const auto& [what, time] : times)
    result.push_back({std::get<0>(what), std::get<1>(what), std::get<2>(what), time});
  std::ranges::stable_sort(result, std::greater{}, &Exposure::time);
  return result;
}

}  // namespace repetend::app
