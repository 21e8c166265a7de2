// The problems of the tables of what lanes, pools, repeats, scales and choices are for, of any size: each has
// something published, proved or worked out to be compared with. Times and bytes are in units that say so
// where they are not plain numbers.
#pragma once

#include <cstdint>

#include "sim/problem/problem.hpp"

namespace repetend::test {

// One chunk of so many layers of DeepSeek-V3 forward and another one backward, on two lanes of one device, as
// its authors measured them (public profile of training on H800: EP64, TP1, 4 K tokens). In 10 us. Of four
// layers the computing lane works 11,816.
Problem deepseek_pair(int layers, int micro_batches = 1);

// Such chunks as the stages of DualPipe, p stages in either direction, for m of the paper's micro-batches (m
// is even: two are one of the problem's). A layer keeps 2 bytes from its attention and its experts to their
// weight gradients; every device has room for p + 1 chunks.
Problem deepseek_pipeline(int p, int m, int layers = 4);

// V with F = 1 and B = 3, an activation of 1 byte a stage and a host without limit: every stage but the last
// copies it there and back, in `copy` each way, over lanes of its device, and over a machine for either
// direction that devices 2i and 2i + 1 share. With choices each of those stages may keep it instead.
struct OffloadCase {
  int p = 4, micro_batches = 8;
  Time copy = 1;
  bool shared = false, choices = false;
  Bytes memory = unlimited;
};
Problem offload_problem(const OffloadCase&);

// V with F = 2, B = 4 and 4 bytes a stage. Each stage keeps them, offloads them (2 each way on lanes of its
// device) or keeps 1 byte and computes the rest again in 2 before its backward: the options keep, offload and
// recompute of the choices stage0, stage1, ...
Problem policy_problem(int p, int micro_batches, Bytes memory);

// V with F and B, and an exchange of each stage on a lane of its own after its last backward. The backward of
// the first stage is `buckets` blocks in a row, each with its part of the exchange: B and the exchange must
// be multiples of that.
struct IterationCase {
  int p = 4, micro_batches = 8;
  Time forward = 4, backward = 8, exchange = 4;
  int buckets = 1;
};
Problem iteration_problem(const IterationCase&);

// V with F = 1,000 and B = 2,000 ns, whose micro-batches have the scale of a lognormal of sigma 0.5, rounded
// to thousandths, and may come in any order. An activation of 1 byte a stage.
Problem uneven_problem(int p, int micro_batches, std::uint64_t seed, bool memory_of_1f1b);

}  // namespace repetend::test
