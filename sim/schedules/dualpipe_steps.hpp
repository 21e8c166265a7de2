// The eight steps of DualPipe and DualPipeV (DeepSeek-AI, 2024 and 2025), which are one schedule: every rank
// has two stages, and a micro-batch that enters at one comes back to it through the other.
#pragma once

#include <array>

#include "sim/schedules/action_list.hpp"

namespace repetend {

struct DualPipeRank {
  std::array<StageId, 2> stages;  // the one whose forwards arrive first, then the other
  int rank = 0;                   // 0 .. ranks - 1: how far down the (half) V
  int ranks = 1;
  int micro_batches = 1;  // of each stage
};

// The model runs one block at a time on a device, so an overlapped pair of DualPipe (a forward and a
// backward) is the forward and then the backward. Fewer micro-batches than the 2 x ranks that the steps need
// are cut out of those of 2 x ranks: what is left of orders that can finish can finish.
std::vector<Action> dualpipe_steps(const DualPipeRank&);

}  // namespace repetend
