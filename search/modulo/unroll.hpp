// Repetends of u micro-batches as cyclic schedules of one: the placement of u micro-batches at once.
#pragma once

#include "sim/problem/problem.hpp"

namespace repetend::search {

// Copy c of block b, at index b * u + c, stands for micro-batches c, c + u, c + 2u, ... The copies follow
// each other in turn, since instances of one block run in micro-batch order. Its micro-batches are
// repetitions: ceil(N / u).
Problem unroll(const Problem&, int u);

}  // namespace repetend::search
