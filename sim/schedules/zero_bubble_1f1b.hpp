// ZB-H1 and ZB-H2, the handcrafted schedules of "Zero Bubble Pipeline Parallelism" (Qi et al., ICLR 2024).
#pragma once

#include "sim/schedules/schedule.hpp"

namespace repetend {

// 1F1B on one split stage a rank, every rank of p holding up to `held` >= p micro-batches. The first stage
// spends them on forwards ahead of its first gradient, the last on weight gradients put off to the end, those
// between on both in proportion.
ScheduleResult zero_bubble_1f1b(const Problem&, int (*held)(int p, int micro_batches));

}  // namespace repetend
