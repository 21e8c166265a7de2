#include "sim/engine/interference.hpp"

#include <algorithm>

namespace repetend {

SlowLanes::SlowLanes(const Problem& problem, bool played) {
  if (!played || problem.interference.empty()) return;
  partners_.resize(machine_count(problem));
  busy_.resize(machine_count(problem));
  for (const Interference& interference : problem.interference)
    for (DeviceId d : ids<DeviceId>(problem.devices.size()))
      for (MachineId a : lanes_of(problem, d))
        for (MachineId b : lanes_of(problem, d)) {
          if (lane_name(problem, a) != interference.first || lane_name(problem, b) != interference.second)
            continue;
          partners_[a].push_back({b, interference.factor});
          partners_[b].push_back({a, interference.factor});
        }
}

// The factors of several lanes that are busy beside it multiply. What occupies both lanes of a pair does not
// disturb itself.
Speed SlowLanes::slowdown_of(const Running& running) const {
  Speed slowdown = unit_speed;
  for (MachineId m : running.machines)
    for (const Partner& partner : partners_[m])
      if (busy_[partner.machine] != 0 && std::ranges::count(running.machines, partner.machine) == 0)
        slowdown = mul_div_ceil(slowdown, partner.factor, unit_speed);
  return slowdown;
}

void SlowLanes::advance(Running& running, Time now) {
  const Work done = Work{now - running.since} * unit_speed * unit_speed / running.slowdown;
  running.left = std::max(Work{0}, running.left - done);
  running.since = now;
}

Time SlowLanes::end_of(const Running& running) {
  const Work unit = Work{unit_speed} * unit_speed;
  return running.since + static_cast<Time>((running.left * running.slowdown + unit - 1) / unit);
}

void SlowLanes::start(std::size_t key, const std::vector<MachineId>& machines, Time now, Time duration) {
  for (MachineId m : machines) busy_[m] = 1;
  running_.push_back({key, machines, Work{duration} * unit_speed, now, unit_speed, -1});
}

void SlowLanes::end(std::size_t key) {
  const auto ended = std::ranges::find(running_, key, &Running::key);
  for (MachineId m : ended->machines) busy_[m] = 0;
  running_.erase(ended);
}

std::vector<SlowLanes::End> SlowLanes::moved_ends(Time now) {
  std::vector<End> result;
  for (Running& running : running_) {
    if (const Speed slowdown = slowdown_of(running); slowdown != running.slowdown) {
      advance(running, now);
      running.slowdown = slowdown;
    }
    const Time at = std::max(now, end_of(running));
    if (at == running.told) continue;
    running.told = at;
    result.push_back({running.key, at});
  }
  return result;
}

bool SlowLanes::ends(std::size_t key, Time at) const {
  const auto found = std::ranges::find(running_, key, &Running::key);
  return found != running_.end() && found->told == at;
}

}  // namespace repetend
