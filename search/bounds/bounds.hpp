// Lower bounds on the period of a repetition and on the makespan of N micro-batches, each with its proof
// where it is computed. All hold for every plan, so also for repetends of any number of micro-batches.
#pragma once

#include <string>
#include <vector>

#include "search/control/ratio.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

// No plan repeats faster than `exact` a micro-batch in the long run.
struct PeriodBound {
  Ratio exact;
  std::string name;    // "device", "link", "clique", "recurrence", "memory"
  std::string reason;  // in words
};

PeriodBound device_bound(const Problem&);
PeriodBound link_bound(const Problem&);
PeriodBound clique_bound(const Problem&);
PeriodBound recurrence_bound(const Problem&);
PeriodBound memory_bound(const Problem&);
PeriodBound windows_bound(const Problem&);

// The largest of these bounds is taken, the first among equals.
PeriodBound period_bound(const Problem&);

struct MakespanBound {
  Time value = 0;
  std::string name;  // "device", "clique", "path", "barrier", "memory", "ramp"
  std::string reason;
};

MakespanBound path_makespan_bound(const Problem&);
MakespanBound work_makespan_bound(const Problem&);
MakespanBound barrier_makespan_bound(const Problem&);  // 0 where no gang helps
MakespanBound memory_makespan_bound(const Problem&);
MakespanBound ramp_makespan_bound(const Problem&);  // the device bound, or more where memory is short
MakespanBound makespan_bound(const Problem&);

// The blocks of a heavy clique of the conflict graph, whose edges are the pairs of blocks that share a
// device: the heaviest one where the search ends within its limit.
std::vector<BlockId> heavy_clique(const Problem&);

// The sum over a micro-batch of bytes x time that a device's memory must hold at the least (memory.cpp); 0
// where nothing can be said.
IdVector<DeviceId, Wide> memory_integrals(const Problem&);
// What a device can hold beyond its static memory, rounded down to what its blocks can add up to; `unlimited`
// stays.
Bytes usable_memory(const Problem&, DeviceId);

}  // namespace repetend::search
