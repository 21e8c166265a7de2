// Why devices were idle: every idle interval of a finished simulation has exactly one cause.
#pragma once

#include <array>
#include <string_view>

#include "sim/engine/engine.hpp"

namespace repetend {

enum class IdleCause { warm_up, block, transfer, memory, gang, cool_down, communication, offload, host };
inline constexpr std::size_t idle_causes = 9;
// Those before are all that is asked for where blocks compute and nothing else.
inline constexpr std::size_t first_further_cause = static_cast<std::size_t>(IdleCause::communication);
std::string_view to_string(IdleCause);  // "warm-up", "block", ...

struct IdleInterval {
  Time begin = 0, end = 0;
  IdleCause cause = IdleCause::block;
  Instance waiting;  // the device's next instance, of a fused group the first (cool-down: its last; no block
                     // if it has none)
  std::optional<Instance> waited_for;  // as below
};

// By device, in time order, from the start of the first instance of the plan to the end of the last. They are
// of the device's computing lane. Before its first instance: warm-up (without any: all of it), waited for is
// what no device computes and held that back last, if anything; after its last: cool-down. In between, at
// every moment the first that applies, with what is waited for:
//   memory    a wait of the plan is not over, and what it is for makes room for the next instance
//             (makes_room_for() of sim/problem/pools.hpp): that; or a later instance that is the next of its
//             block has all its inputs and would not fit: that one
//   block     another wait of the plan is not over: what it is for, asked before memory; or a producer of the
//             next instance has not ended: the one that ends last
//   transfer  it has, but not all data are delivered, or a blocking operation holds the device: the producer
//             whose data are on the way
//   gang      another machine of the next instance is not ready: what the last of them runs, if anything
// Block and gang are called communication or offload (that and reload) where what is waited for is of that
// kind. A fused group is one instance. Runs that are played never wait for the host.
// None after a deadlock. The simulation must have recorded its transfers.
std::vector<std::vector<IdleInterval>> idle_intervals(const Problem&, const Orders&, const Simulation&,
                                                      const Couplings& = {});

struct DeviceTime {
  Time busy = 0;                         // of the computing lane, a fused group once
  std::array<Time, idle_causes> idle{};  // by cause; busy + all idle = makespan
};
std::vector<DeviceTime> device_times(const Problem&, const Orders&, const Simulation&,
                                     const std::vector<std::vector<IdleInterval>>&, const Couplings& = {});

// From begin to before end, in ns since the start of the plan.
struct TimeSpan {
  Time begin = 0, end = 0;
  bool operator==(const TimeSpan&) const = default;
};

// Of a lane that does not compute, or a machine of no device: the time it is exposed is the part of its busy
// time in which some computing lane is idle and waits for the very instance that it runs, or none has
// anything left to run. Computing lanes are busy alone, and so is everything after a deadlock.
struct LaneTime {
  Time busy = 0;
  std::vector<TimeSpan> exposed_in = {};  // when it is exposed: in time order, apart from each other

  Time exposed() const;  // how long: the sum of them
};
// By machine.
std::vector<LaneTime> lane_times(const Problem&, const Orders&, const Simulation&,
                                 const std::vector<std::vector<IdleInterval>>&, const Couplings& = {});

}  // namespace repetend
