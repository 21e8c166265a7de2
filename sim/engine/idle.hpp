// Why devices were idle: every idle interval of a finished simulation has exactly one cause.
#pragma once

#include <array>
#include <string_view>

#include "sim/engine/engine.hpp"

namespace repetend {

enum class IdleCause { warm_up, block, transfer, memory, gang, cool_down };
inline constexpr std::size_t idle_causes = 6;
std::string_view to_string(IdleCause);  // "warm-up", "block", ...

struct IdleInterval {
  Time begin = 0, end = 0;
  IdleCause cause = IdleCause::block;
  Instance waiting;  // the device's next instance (cool-down: its last; no block if it has none)
  std::optional<Instance> waited_for;  // block: the producer that ends last; transfer: the producer whose
                                       // data is on the way; memory: the later instance that would not fit;
                                       // gang: what the last device of the gang runs, if it runs anything
};

// By device, in time order, from the start of the first instance of the plan to the end of the last. Before a
// device's first instance: warm-up (a device without any: all of it); after its last: cool-down. In between,
// at every moment the first that applies:
//   memory    a later instance that is the next of its block has all its inputs and would not fit
//   block     a producer of the next instance has not ended
//   transfer  it has, but not all data are delivered; or a blocking operation holds the device
//   gang      another device of the next instance's gang is not ready
// None after a deadlock. The simulation must have recorded its transfers.
std::vector<std::vector<IdleInterval>> idle_intervals(const Problem&, const Orders&, const Simulation&);

struct DeviceTime {
  Time busy = 0;
  std::array<Time, idle_causes> idle{};  // by cause; busy + all idle = makespan
};
std::vector<DeviceTime> device_times(const Problem&, const Orders&, const Simulation&,
                                     const std::vector<std::vector<IdleInterval>>&);

}  // namespace repetend
