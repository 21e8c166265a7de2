// A problem that uses everything a problem can have, but for choices.
#pragma once

#include "sim/problem/problem.hpp"

namespace repetend::test {

// Two devices with the lanes compute, comm, d2h and (gpu0) h2d, a machine pcie01 that the offload of gpu0
// takes on its way to the pool host0, and four micro-batches that are not alike.
//   F0 -> F1 -> B1 -> B0 -> W0, F0 -> O0 -> R0 -> B0    each; F0 fuses with B0
//   P0 -> F0                                            once, in the first micro-batch
//   W0 -> G0 -> U0                                      once, in the last
// Blocks: F0 0, F1 1, B1 2, B0 3, O0 4, R0 5, P0 6, G0 7, U0 8, W0 9. Machines: gpu0 0, gpu1 1, gpu0.comm 2,
// gpu0.d2h 3, gpu0.h2d 4, gpu1.comm 5, pcie01 6. Pools: gpu0 0, gpu1 1, host0 2. Edges: 10.
Problem wide_problem();

}  // namespace repetend::test
