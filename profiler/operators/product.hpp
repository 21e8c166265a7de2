// Matrix products as libraries want them.
#pragma once

#include "data/models/operators/operator.hpp"

namespace repetend::profiler {

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

}  // namespace repetend::profiler
