// Operators computed on the host in double precision, from their definitions: what the device's results are
// checked against.
#pragma once

#include "profiler/operators/tensors.hpp"

namespace repetend::profiler {

// An operator's tensors, see TensorSizes and gpu/kernels.hpp; those it does not use are empty.
struct HostTensors {
  std::vector<double> x, y, dx, dy, other;
  std::vector<double> scale, shift, statistics;
  std::vector<std::uint8_t> mask;
  std::vector<std::int32_t> indices;
};

// Computes what the operator writes from what it reads: y forward, dx as the input's gradient, and as the
// weights' gradient `other` or, of a normalisation, scale and shift. What is added to (a table's gradient,
// normalisation's) is added to here too. For every kind but an optimizer step.
void compute(const data::Operator&, HostTensors&);

}  // namespace repetend::profiler
