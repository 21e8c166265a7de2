// Why devices were idle: every idle interval of a finished simulation has exactly one cause.
#pragma once

#include <array>

#include "sim/engine/engine.hpp"

namespace repetend {

enum class IdleCause { warm_up, block, transfer, memory, gang, cool_down };
inline constexpr std::size_t idle_causes = 6;
std::string_view to_string(IdleCause);  // "warm-up", "block", ...

struct IdleInterval {
  Time begin = 0, end = 0;
  IdleCause cause = IdleCause::block;
  Instance waiting;  // the device's next instance (cool-down: its last)
  std::optional<Instance>
      waited_for;  // block: the unfinished producer; transfer: the producer whose data is on
                   // the way; memory: the later instance that would not fit;
                   // gang: what the busy device runs, if it runs anything
};

// By device, in time order, from the start of the first instance of the plan to the end of the last.
std::vector<std::vector<IdleInterval>> idle_intervals(const Problem&, const Orders&, const Simulation&);

struct DeviceTime {
  Time busy = 0;
  std::array<Time, idle_causes> idle{};  // by cause; busy + all idle = makespan
};
std::vector<DeviceTime> device_times(const Problem&, const Orders&, const Simulation&,
                                     const std::vector<std::vector<IdleInterval>>&);

}  // namespace repetend
