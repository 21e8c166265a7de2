// What an operator reads and writes, in numbers of elements: what has to be allocated to run it.
#pragma once

#include "data/models/operators/operator.hpp"
#include "sim/core/units.hpp"

namespace repetend::profiler {

// 0: not used in this phase.
struct TensorSizes {
  // In the operator's precision: input, output, their gradients, and the second operand: weights or their
  // gradient, the residual branch, a table's gradient. Of attention, x is Q, K and V one after the other, and
  // `scores` are its squares, twice in the backward pass, unless it is fused.
  std::int64_t x = 0, y = 0, dx = 0, dy = 0, other = 0, scores = 0;
  // fp32: normalisation's two vectors or a bias, two numbers a row (of fused attention one), Adam's state.
  std::int64_t scale = 0, shift = 0, statistics = 0, state = 0;
  std::int64_t mask = 0;                // bytes
  std::int64_t indices = 0, words = 0;  // int32, each below `words`

  Bytes bytes(data::Precision) const;
};

// `fused`: of attention, see AttentionGraph.
TensorSizes tensor_sizes(const data::Operator&, bool fused = false);

// How many sets of tensors a measurement should go through in turn, so that none is still in a cache of this
// size when its turn comes again, as far as `memory` goes; at least 1.
std::size_t rotation(Bytes set, Bytes cache, Bytes memory);

}  // namespace repetend::profiler
