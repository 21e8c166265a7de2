// Gangs as barriers: the time a machine must idle because the blocks it waits for exclude its gangs.
#pragma once

#include <vector>

#include "search/control/stop.hpp"
#include "sim/core/id_vector.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::search {

// The blocks of a machine are divided in two: its own, and its gangs, which occupy more machines than any of
// its own.
struct Barrier {
  MachineId machine;
  std::vector<BlockId> own;
  IdVector<BlockId, Time> alone;  // the least duration of what runs elsewhere and excludes every such gang
  Time work = 0;                  // of the machine, in all micro-batches
  Time before = 0;                // the machine idles that long before its first own block starts,
  Time after = 0;                 // and that long after its last own block has ended: see barrier.cpp
};

// Each machine is divided at every size of gang that leaves both parts some blocks; not all are where that
// takes too many steps.
std::vector<Barrier> barriers(const Problem&, const Stop& = never_stop);

}  // namespace repetend::search
