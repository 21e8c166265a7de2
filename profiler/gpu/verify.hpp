// Whether the device computes what the operators' definitions say.
#pragma once

#include <vector>

#include "profiler/gpu/operator_run.hpp"

namespace repetend::profiler {

// The largest relative error, ||device - reference|| / ||reference||, of what the operator writes; infinite
// when something it writes is no number. Of a run with one set of tensors; for small shapes: the reference
// runs on the host.
double error_of(const data::Operator&, const OperatorRun&, cudaStream_t);

// Below this an operator of the precision is right: matrix units round their operands.
double tolerated_error(data::Precision);

// Small shapes of every kind and phase that has a reference, widths that make whole packs and others.
std::vector<data::Operator> operators_to_verify(data::Precision);

}  // namespace repetend::profiler
