#include "sim/plan/memory_level.hpp"
#include "sim/verify/constraint.hpp"

namespace repetend::constraints {

// Only a device's own instances change its memory and they run one at a time, so that its order tells all.
void memory(const TimedPlan& timed, Report& report) {
  for (DeviceId d : timed.devices()) {
    const Device& device = timed.problem.device(d);
    if (device.static_memory > device.memory)
      report("the static memory of {} is {} B, above its capacity of {} B", device.name, device.static_memory,
             device.memory);
    MemoryLevel level(device.static_memory, timed.problem.memory_release);
    for (const Instance& i : timed.order(d)) {
      const DeviceUse& use = *find_use(timed.problem.block(i.block), d);
      const Bytes needed = level.start(use);
      if (needed > device.memory)
        report("{} starts at {} ns and brings the memory of {} to {} B, {} B above its capacity of {} B",
               timed.name(i), timed.start(i), device.name, needed, needed - device.memory, device.memory);
      level.end(use);
    }
  }
}

}  // namespace repetend::constraints
