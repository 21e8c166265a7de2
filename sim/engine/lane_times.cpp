// How long machines are busy, and how much of it the computing lanes see.
#include <algorithm>

#include "sim/engine/idle.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

struct Span {
  Time begin, end;
};

// Of spans that may overlap.
Time covered(std::vector<Span> spans) {
  std::ranges::sort(spans, {}, &Span::begin);
  Time sum = 0, until = 0;
  for (const Span& span : spans) {
    sum += std::max<Time>(0, span.end - std::max(span.begin, until));
    until = std::max(until, span.end);
  }
  return sum;
}

class Machines {
 public:
  Machines(const Problem& problem, const Orders& orders, const Simulation& simulation,
           const Couplings& couplings)
      : problem_(problem), orders_(orders), simulation_(simulation), fused_(problem, couplings.fused) {}

  // What the machine runs, one after the other, as far as it has come to an end; a fused group once.
  std::vector<Span> runs(MachineId m) const {
    std::vector<Span> result;
    for (const Instance& i : orders_[m])
      if (const Span run = run_of(i); run.end != never && fused_.first(i) == i) result.push_back(run);
    return result;
  }

  Time busy(MachineId m) const {
    Time sum = 0;
    for (const Span& run : runs(m)) sum += run.end - run.begin;
    return sum;
  }

  // The end of the last of what devices compute.
  Time computed() const {
    Time last = 0;
    for (MachineId m : machines(problem_))
      if (computes(problem_, m) && !orders_[m].empty()) last = std::max(last, run_of(orders_[m].back()).end);
    return last;
  }

  // By machine: the times in which something of it is waited for, or nothing is left to compute.
  IdVector<MachineId, std::vector<Span>> exposed(const std::vector<std::vector<IdleInterval>>& idle) const {
    IdVector<MachineId, std::vector<Span>> result(orders_.size());
    for (const auto& intervals : idle)
      for (const IdleInterval& interval : intervals) {
        if (!interval.waited_for) continue;
        const Span run = run_of(*interval.waited_for);
        const Span seen{std::max(run.begin, interval.begin), std::min(run.end, interval.end)};
        if (seen.begin < seen.end)
          for (MachineId m : machines_of(problem_, interval.waited_for->block)) result[m].push_back(seen);
      }
    const Time last = computed();
    for (MachineId m : machines(problem_))
      for (const Span& run : runs(m))
        if (run.end > last) result[m].push_back({std::max(run.begin, last), run.end});
    return result;
  }

 private:
  Span run_of(Instance i) const {
    const std::size_t index = instance_index(problem_, i);
    return {simulation_.start[index], simulation_.end[index]};
  }

  const Problem& problem_;
  const Orders& orders_;
  const Simulation& simulation_;
  const FusedGroups fused_;
};

}  // namespace

std::vector<DeviceTime> device_times(const Problem& problem, const Orders& orders,
                                     const Simulation& simulation,
                                     const std::vector<std::vector<IdleInterval>>& idle,
                                     const Couplings& couplings) {
  const Machines machines(problem, orders, simulation, couplings);
  std::vector<DeviceTime> result(problem.devices.size());
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    DeviceTime& times = result[d.index()];
    times.busy = machines.busy(computing(d));
    for (const IdleInterval& interval : idle[d.index()])
      times.idle[static_cast<std::size_t>(interval.cause)] += interval.end - interval.begin;
  }
  return result;
}

std::vector<LaneTime> lane_times(const Problem& problem, const Orders& orders, const Simulation& simulation,
                                 const std::vector<std::vector<IdleInterval>>& idle,
                                 const Couplings& couplings) {
  const Machines all(problem, orders, simulation, couplings);
  std::vector<LaneTime> result;
  for (MachineId m : machines(problem)) result.push_back({.busy = all.busy(m)});
  if (simulation.deadlock) return result;
  const auto exposed = all.exposed(idle);
  for (MachineId m : machines(problem))
    if (!computes(problem, m)) result[m.index()].exposed = covered(exposed[m]);
  return result;
}

}  // namespace repetend
