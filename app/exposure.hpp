// What a plan's makespan hangs on where not all machines compute: which machines the critical path runs on,
// which pools it waits for, and who waits for work that is not hidden behind computing.
#pragma once

#include <optional>
#include <vector>

#include "app/simulated.hpp"
#include "sim/core/id_vector.hpp"

namespace repetend::app {

// By machine, ns of the critical path; a block that occupies several machines counts on each.
IdVector<MachineId, Time> path_by_machine(const SimulatedPlan&);

// By pool, how many of the path's waits are for room in it. Only pools that several machines change are
// waited for; one wait may be for several pools.
IdVector<PoolId, int> path_waits_by_pool(const SimulatedPlan&);

// How long a block of a machine that does not compute was seen, over all micro-batches.
struct Exposure {
  MachineId machine;
  BlockId block;
  std::optional<BlockId> waiting;  // on a computing lane; none: nothing was left to compute
  Time time = 0;                   // ns; devices that wait at once count apart
};
// The longest first, then by machine and block. None after a deadlock.
std::vector<Exposure> exposures(const SimulatedPlan&);

}  // namespace repetend::app
