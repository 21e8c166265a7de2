#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "search/bounds/bounds.hpp"
#include "search/modulo/dependences.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {

// A machine runs one block at a time, and each of its blocks once a micro-batch. A blocking transfer holds
// both of its machines, one operation at a time, until it is delivered.
PeriodBound device_bound(const Problem& problem) {
  const auto duration = least_durations(problem);
  IdVector<MachineId, Time> work(machine_count(problem)), moving(work.size());
  for (BlockId b : duration.ids())
    for (MachineId m : machines_of(problem, b)) work[m] += duration[b];
  if (problem.transfer == TransferMode::blocking)
    for (const Transfer& t : transfers(problem))
      for (MachineId m : {t.sender, t.receiver}) moving[m] += t.occupancy + t.latency;
  PeriodBound bound{{}, "device", ""};
  for (MachineId m : work.ids()) {
    const Time busy = work[m] + moving[m];
    if (busy <= bound.exact.num) continue;
    bound.exact.num = busy;
    bound.reason = fmt::format("{} works {} a micro-batch", machine_name(problem, m), human_time(work[m]));
    if (moving[m] > 0) bound.reason += fmt::format(" and is held by transfers for {}", human_time(moving[m]));
  }
  return bound;
}

// A directed link serves one transfer at a time, and each transfer of the placement once a micro-batch.
PeriodBound link_bound(const Problem& problem) {
  std::map<std::pair<DeviceId, DeviceId>, Time> taken;
  PeriodBound bound{{}, "link", ""};
  for (const Transfer& t : transfers(problem)) {
    const Time busy = taken[{t.from, t.to}] += t.occupancy;
    if (busy <= bound.exact.num) continue;
    bound.exact.num = busy;
    bound.reason = fmt::format("the link from {} to {} is taken {} a micro-batch",
                               problem.device(t.from).name, problem.device(t.to).name, human_time(busy));
  }
  return bound;
}

// Around a cycle of edges with distances k and delays w, instance (i, n) precedes (i, n + sum k) by sum w:
// with a repetend of u micro-batches, lcm(u, sum k) micro-batches on, that is sum k * T_u / u >= sum w. A
// block follows itself at distance 1, which the device bound knows.
PeriodBound recurrence_bound(const Problem& problem, const Stop& stop) {
  PeriodBound bound{{}, "recurrence", ""};
  if (std::ranges::all_of(problem.edges, [](const Edge& e) { return e.distance == 0; })) return bound;
  const std::vector<Dependence> arcs = edge_dependences(problem);
  const auto cycle = max_cycle_ratio(problem.blocks.size(), arcs, stop);
  if (!cycle || cycle->distance <= 0) return bound;
  bound.exact = cycle->ratio;
  bound.reason = "the cycle";
  for (std::size_t a : cycle->arcs) bound.reason += fmt::format(" {} ->", problem.block(arcs[a].from).name);
  bound.reason +=
      fmt::format(" {} takes {} in {} micro-batch{}", problem.block(arcs[cycle->arcs.front()].from).name,
                  human_time(cycle->delay), cycle->distance, cycle->distance == 1 ? "" : "es");
  return bound;
}

PeriodBound period_bound(const Problem& problem, const Stop& stop) {
  PeriodBound best = device_bound(problem);
  for (PeriodBound bound : {link_bound(problem), clique_bound(problem, stop), recurrence_bound(problem, stop),
                            memory_bound(problem, stop), windows_bound(problem, stop)})
    if (best.exact < bound.exact) best = std::move(bound);
  return best;
}

}  // namespace repetend::search
