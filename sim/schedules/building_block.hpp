// Schedules that repeat a building block on the V placement: "Pipeline Parallelism with Controllable Memory"
// (Qi et al., NeurIPS 2024). Rank r holds chunks r and 2p-1-r; a micro-batch walks down the ranks and back up
// with its forwards, then down and up again with its input gradients.
#pragma once

#include <array>

#include "sim/schedules/schedule.hpp"

namespace repetend {

// The walk of one micro-batch in slots of a chunk's pass (F = I = W = 1); the next micro-batch follows six
// slots later, which is the work of a rank on one micro-batch. The four walks of a rank must fall on
// different residues modulo 6, and then two residues are left for the weight gradients. A chunk is held from
// its forward to its weight gradient, so by Little's law the sum of the hops sets the memory: (sum of hops) p
// / 6 chunks.
struct BuildingBlock {
  std::array<int, 4> hops;   // slots from one rank to the next: forward down, forward up, gradient down, up
  std::array<int, 3> turns;  // slots between two walks, on the rank where one ends and the next begins
  int capacity;              // chunks that a rank may hold
  bool gradients_overtake;   // an input gradient may start before forwards that are due earlier and not ready
};

// Every rank takes its passes in the order of the building block, as early as they are ready and as memory
// allows, and weight gradients whenever it would be idle: the paper's "squeezing", with the problem's own
// durations instead of slots.
ScheduleResult repeat_building_block(const Problem&, BuildingBlock (*block_for)(int ranks));

}  // namespace repetend
