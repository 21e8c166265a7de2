#include "app/more_room.hpp"

#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/plan/pool_waits.hpp"
#include "sim/problem/pools.hpp"
#include "sim/verify/verify.hpp"

namespace repetend::app {
namespace {

// At one instant what ends comes first, then what takes no time, then what starts: nothing that takes room
// comes before what has given it back.
Succession succession_of_run(const SimulatedPlan& run) {
  std::vector<Moment> moments;
  for (const Instance i : instances_of(run.problem())) {
    const std::size_t index = instance_index(run.problem(), i);
    const bool instant = run.start(i) == run.end(i);
    moments.push_back({run.start(i), instant ? 1 : 2, index, false, index});
    moments.push_back({run.end(i), instant ? 1 : 0, index, true, index});
  }
  return succession_of(run.problem().instances(), std::move(moments));
}

// A wait for a start makes room only where blocks release at their start; else it holds back a reload.
bool asked_by_memory(const Problem& problem, const Wait& wait) {
  return makes_room_for(problem, wait.before.block, wait.after.block) &&
         (!wait.for_start || problem.memory_release == MemoryRelease::start);
}

// Those pools could do with more in which a wait of the plan makes room.
bool waited_for(const Plan& plan, PoolId pool) {
  return std::ranges::any_of(plan.couplings.waits, [&](const Wait& wait) {
    return asked_by_memory(*plan.problem, wait) &&
           std::ranges::count(room_made_for(*plan.problem, wait.before.block, wait.after.block), pool) > 0;
  });
}

void add_capacity(Problem& problem, PoolId pool, Bytes more) {
  if (is_memory(problem, pool))
    problem.devices[pool.index()].memory += more;
  else
    problem.pools[pool.index() - problem.devices.size()].capacity += more;
}

// With the waits that the changed problem asks for; nothing where these do not make a plan of it, as with
// instances that take no time and follow each other at one instant.
std::optional<Time> makespan_with(const SimulatedPlan& run, Problem changed, const Succession& succession) {
  Plan plan = *run.plan;
  plan.problem = std::make_shared<const Problem>(std::move(changed));
  plan.repetend.reset();
  std::erase_if(plan.couplings.waits, [&](const Wait& wait) { return asked_by_memory(*plan.problem, wait); });
  try {
    add_waits(plan, pool_waits(plan, succession));
    plan = time_plan(std::move(plan));
  } catch (const RequestError&) {  // the waits are a circle
    return std::nullopt;
  }
  if (!verify(plan, 1).empty()) return std::nullopt;
  return makespan(plan);
}

}  // namespace

std::vector<MoreRoom> more_room(const SimulatedPlan& run) {
  if (run.simulation.deadlock || run.simulation.out_of_memory) return {};
  constexpr Bytes gib = Bytes{1} << 30;
  const Problem& problem = run.problem();
  const auto sole = sole_machines(problem);
  const Succession succession = succession_of_run(run);
  std::vector<MoreRoom> result;
  for (PoolId pool : pools(problem)) {
    const Bytes capacity = capacity_of(problem, pool);
    if (sole[pool] || capacity == unlimited || !waited_for(*run.plan, pool)) continue;
    const Bytes more = capacity >= 4 * gib ? gib : std::max<Bytes>(1, capacity / 16);
    Problem changed = problem;
    add_capacity(changed, pool, more);
    if (const auto makespan = makespan_with(run, std::move(changed), succession))
      result.push_back({pool, more, std::min(*makespan, run.makespan())});
  }
  return result;
}

std::vector<PoolId> full_by_order(const SimulatedPlan& run) {
  const Problem& problem = run.problem();
  const auto sole = sole_machines(problem);
  std::vector<PoolId> result;
  for (PoolId pool : pools(problem)) {
    const Bytes capacity = capacity_of(problem, pool), peak = run.simulation.peak_memory[pool.index()];
    if (!sole[pool] || capacity == unlimited) continue;
    const bool full = std::ranges::any_of(problem.blocks, [&](const Block& block) {
      return std::ranges::any_of(changes_of(problem, block), [&](const PoolUse& use) {
        return use.pool == pool && use.acquire > capacity - peak;
      });
    });
    if (full) result.push_back(pool);
  }
  return result;
}

}  // namespace repetend::app
