// What an operator reads and writes, in numbers of elements: what has to be allocated to run it.
#pragma once

#include "data/models/operators/operator.hpp"
#include "sim/core/units.hpp"

namespace repetend::profiler {

using data::Operator;
using data::OperatorKind;
using data::Phase;
using data::Precision;

// C = op(A) op(B) in BLAS's terms: matrices are stored column by column, C is rows x columns, op(A) is rows x
// depth. What is stored row by row is its own transpose there.
struct Product {
  std::int64_t rows = 0, columns = 0, depth = 0, batch = 1;
  bool transpose_a = false, transpose_b = false;
  data::Precision precision = data::Precision::bf16;
};

// A matmul operator's product, for activations X (m x k), weights W (n x k, as frameworks store a linear
// layer) and output Y (m x n), all stored row by row:
//   forward          Y = X W^T     A is W, B is X,  C is Y
//   input gradient   dX = dY W     A is W, B is dY, C is dX
//   weight gradient  dW = dY^T X   A is X, B is dY, C is dW
Product product_of(const data::Operator&);

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
