// The discrete-event simulator: executes the orders of a plan on the problem's cluster, as docs/semantics.md
// says.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend {

inline constexpr Time never = -1;  // start and end of what a deadlock kept from running

struct TransferRun {
  EdgeId edge;
  std::int32_t micro_batch = 0;  // of the producer
  DeviceId from, to;
  Time start = never;      // the link is taken from here
  Time link_free = never;  // to here
  Time delivered = never;
};

struct MemoryStep {
  Time at = 0;
  Bytes bytes = 0;  // from `at` on, static memory included
};

// What an unfinished machine (or a posted transfer) waits for, one link of the circle, in words:
// "gpu0 waits to start B0@0 for B1@0, which gpu1 has not run".
struct Deadlock {
  std::vector<std::string> cycle;
};

struct Simulation {
  std::vector<Time> start, end;                 // by instance_index()
  std::vector<TransferRun> transfers;           // in the order they started
  std::vector<std::vector<MemoryStep>> memory;  // by pool, devices first; empty when not asked for
  std::vector<Bytes> peak_memory;               // by pool, devices first
  Time makespan = 0;                            // of what ran
  std::optional<Deadlock> deadlock;
  std::optional<OutOfMemory> out_of_memory;  // the first in time; the run goes on as if there were room
};

struct SimulateOptions {
  std::span<const Time> durations = {};  // by instance_index(); empty: the problem's own
  bool memory_curves = true;
  bool transfers = true;                 // record TransferRuns
  const Couplings* couplings = nullptr;  // waits and fused groups; must outlive the run
  bool interference = false;             // slow lanes down as the problem says; else every time is fixed
};

// What docs/semantics.md leaves to read between its lines, as done here:
//   An edge of 0 bytes between devices still is a transfer: it takes its link for 0 ns and delivers latency
//   later. A link serves in the order its messages were produced; a rendezvous that waits for its receiver
//   holds up those behind it. A blocking operation holds its machine until delivery (link occupancy and
//   latency). An instance waits for no producer of a micro-batch before the first. A fused group takes the
//   duration of its first instance.
// Deterministic: events are ordered by (time, sequence number). The orders must hold every instance once on
// each of its machines (verify's shape constraint); they need not be feasible.
Simulation simulate(const Problem&, const Orders&, const SimulateOptions& = {});
// With the couplings of the plan, and its durations where it has any and the options have none.
Simulation simulate(const Plan&, SimulateOptions = {});

// The plan with the start times that the engine gives it, interference aside; throws RequestError naming the
// wait cycle on a deadlock.
Plan time_plan(Plan plan);
// The plan with the times of a run that has ended.
Plan with_times(Plan plan, const Simulation&);

}  // namespace repetend
