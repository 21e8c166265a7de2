// Schedules that run a forward and a backward fused, and what a public emulator
// (Victarry/PP-Schedule-Visualization) makes of them: F = 1, B = 2 a stage (I = W = 1), free transfers.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/problem/problem.hpp"

namespace repetend::test {

// Costs are in ns, of a stage; of the chunks of a schedule with two a device as well.
struct OverlapCase {
  std::string schedule, shape;
  int ranks, micro_batches;  // as the problem counts: two of the paper's are one of DualPipe's
  Time forward, backward;
};

// In half units, as in overlap_table(): the schedule on its placement, for p ranks and m of the paper's
// micro-batches.
OverlapCase overlap_case(const std::string& schedule, int p, int m);

// Every forward may run fused with every backward of its device, in so long; a backward in two parts is one
// side. 0: no pairs. The memory of a stage is 1 byte, of devices without a limit.
Problem overlap_problem(const OverlapCase&, Time pair);

// The pairs of the emulator take 3, 2.5 and 2 where a stage takes F = 1 and B = 2: here in half units, so
// that all of them are whole.
inline constexpr std::array<Time, 3> overlap_pairs{6, 5, 4};
struct OverlapRow {
  OverlapCase schedule;
  std::array<Time, 3> makespans;  // in half units, by overlap_pairs
};
const std::vector<OverlapRow>& overlap_table();

}  // namespace repetend::test
