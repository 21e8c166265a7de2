#include "sim/engine/idle.hpp"

#include <algorithm>
#include <stdexcept>

#include "sim/engine/idle_walk.hpp"

namespace repetend {

std::string_view to_string(IdleCause cause) {
  switch (cause) {
    case IdleCause::warm_up:
      return "warm-up";
    case IdleCause::block:
      return "block";
    case IdleCause::transfer:
      return "transfer";
    case IdleCause::memory:
      return "memory";
    case IdleCause::gang:
      return "gang";
    case IdleCause::cool_down:
      break;
  }
  return "cool-down";
}

std::vector<std::vector<IdleInterval>> idle_intervals(const Problem& problem, const Orders& orders,
                                                      const Simulation& simulation) {
  std::vector<std::vector<IdleInterval>> result(problem.devices.size());
  if (simulation.deadlock) return result;
  const Inputs inputs(problem, simulation);
  for (DeviceId d : ids<DeviceId>(problem.devices.size()))
    result[d.index()] = IdleWalk(problem, orders, simulation, inputs, d).intervals();
  return result;
}

std::vector<DeviceTime> device_times(const Problem& problem, const Orders& orders,
                                     const Simulation& simulation,
                                     const std::vector<std::vector<IdleInterval>>& idle) {
  std::vector<DeviceTime> result(problem.devices.size());
  for (DeviceId d : ids<DeviceId>(problem.devices.size())) {
    DeviceTime& times = result[d.index()];
    for (const Instance& i : orders[d.index()]) {
      const std::size_t index = instance_index(problem, i);
      if (simulation.end[index] != never) times.busy += simulation.end[index] - simulation.start[index];
    }
    for (const IdleInterval& interval : idle[d.index()])
      times.idle[static_cast<std::size_t>(interval.cause)] += interval.end - interval.begin;
  }
  return result;
}

}  // namespace repetend
