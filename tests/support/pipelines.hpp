// SimGrid's pipeline and its order, and the modes to run things in.
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend::test {

inline constexpr TransferMode transfer_modes[] = {TransferMode::none, TransferMode::async,
                                                  TransferMode::rendezvous, TransferMode::blocking};

// 1F1B on a test::pipeline().
Orders one_forward_one_backward(const Problem&);

// 8 devices, F 10 ms, B 20 ms, messages of 8 MB over links of 25 GB/s and 5 us.
Problem simgrid_case(TransferMode, int micro_batches = 1000);

}  // namespace repetend::test
