// How long machines are busy, and how much of it the computing lanes see.
#include <algorithm>

#include "sim/engine/idle.hpp"
#include "sim/plan/fused_groups.hpp"
#include "sim/problem/machines.hpp"

namespace repetend {
namespace {

// Spans that may overlap or touch become as few as cover the same time, in time order.
std::vector<TimeSpan> united(std::vector<TimeSpan> spans) {
  std::ranges::sort(spans, {}, &TimeSpan::begin);
  std::vector<TimeSpan> result;
  for (const TimeSpan& span : spans)
    if (result.empty() || span.begin > result.back().end)
      result.push_back(span);
    else
      result.back().end = std::max(result.back().end, span.end);
  return result;
}

Time total(const std::vector<TimeSpan>& apart) {
  Time sum = 0;
  for (const TimeSpan& span : apart) sum += span.end - span.begin;
  return sum;
}

class Machines {
 public:
  Machines(const Problem& problem, const Orders& orders, const Simulation& simulation,
           const Couplings& couplings)
      : problem_(problem), orders_(orders), simulation_(simulation), fused_(problem, couplings.fused) {}

  // What the machine runs, one after the other, as far as it has come to an end; a fused group once.
  std::vector<TimeSpan> runs(MachineId m) const {
    std::vector<TimeSpan> result;
    for (const Instance& i : orders_[m])
      if (const TimeSpan run = run_of(i); run.end != never && fused_.first(i) == i) result.push_back(run);
    return result;
  }

  Time busy(MachineId m) const { return total(runs(m)); }

  // The end of the last of what devices compute.
  Time computed() const {
    Time last = 0;
    for (MachineId m : machines(problem_))
      if (computes(problem_, m) && !orders_[m].empty()) last = std::max(last, run_of(orders_[m].back()).end);
    return last;
  }

  // By machine: the times in which something of it is waited for, or nothing is left to compute.
  IdVector<MachineId, std::vector<TimeSpan>> exposed(
      const std::vector<std::vector<IdleInterval>>& idle) const {
    IdVector<MachineId, std::vector<TimeSpan>> result(orders_.size());
    for (const auto& intervals : idle)
      for (const IdleInterval& interval : intervals) {
        if (!interval.waited_for) continue;
        const TimeSpan run = run_of(*interval.waited_for);
        const TimeSpan seen{std::max(run.begin, interval.begin), std::min(run.end, interval.end)};
        if (seen.begin < seen.end)
          for (MachineId m : machines_of(problem_, interval.waited_for->block)) result[m].push_back(seen);
      }
    const Time last = computed();
    for (MachineId m : machines(problem_))
      for (const TimeSpan& run : runs(m))
        if (run.end > last) result[m].push_back({std::max(run.begin, last), run.end});
    return result;
  }

 private:
  TimeSpan run_of(Instance i) const {
    const std::size_t index = instance_index(problem_, i);
    return {simulation_.start[index], simulation_.end[index]};
  }

  const Problem& problem_;
  const Orders& orders_;
  const Simulation& simulation_;
  const FusedGroups fused_;
};

}  // namespace

Time LaneTime::exposed() const { return total(exposed_in); }

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
  auto exposed = all.exposed(idle);
  for (MachineId m : machines(problem))
    if (!computes(problem, m)) result[m.index()].exposed_in = united(std::move(exposed[m]));
  return result;
}

}  // namespace repetend
