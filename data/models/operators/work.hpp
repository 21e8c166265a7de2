// How much an operator computes and moves: what the roofline estimates its time from.
#pragma once

#include "data/hardware/gpu.hpp"
#include "data/models/operators/operator.hpp"

namespace repetend::data {

struct Work {
  double flops = 0;
  double bytes = 0;  // to and from the GPU's memory, every operand once
};

// The shape of a gradient's product is its forward product's; its phase says which of the three it is.
Work work(const Operator&);

// max(FLOP / reachable FLOP/s, bytes / reachable bytes/s), ns; the GPU must have units for the precision.
double roofline(const Operator&, const Gpu&);

}  // namespace repetend::data
