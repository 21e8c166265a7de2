// What running a model comes to, as lists of operators: what to measure, and in which order a layer runs
// them.
#pragma once

#include <string>
#include <vector>

#include "data/models/layers/model.hpp"
#include "data/models/operators/operator.hpp"

namespace repetend::profiler {

// Every operator that pricing asks for, each once: of a layer, the embedding, the head and the optimizer
// step, forward and both gradients, on one of the devices that share a layer. Attention as its products and
// softmax or, if model.fused_attention, as one operator.
std::vector<data::Operator> operators_of(const data::Model&);

// A transformer layer's operators in the order in which a device runs them: forward, then backward from the
// last to the first, the input's gradient before the weights'.
std::vector<data::Operator> layer_steps(const data::Model&);

}  // namespace repetend::profiler
