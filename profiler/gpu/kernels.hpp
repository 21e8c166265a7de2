// The memory-bound operators as kernels of our own. They read and write what a framework's fused kernels do;
// every pointer is device memory with room for whole groups of 16 bytes. Launches are asynchronous.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

#include "data/models/operators/operator.hpp"

namespace repetend::profiler {

struct Matrix {
  std::int64_t rows = 0, width = 0;  // row by row
};

// Uniform in [-1, 1); the same for the same seed.
void fill_random(void* to, std::int64_t elements, data::Precision, std::uint32_t seed, cudaStream_t);
// Uniform in [0, below).
void fill_random(std::int32_t* to, std::int64_t elements, std::int32_t below, std::uint32_t seed,
                 cudaStream_t);

// The tensors of one operator, those it does not use null; fp32 where the type says so, else its precision.
struct Tensors {
  void *x = nullptr, *y = nullptr;    // input, output
  void *dx = nullptr, *dy = nullptr;  // their gradients
  void* other = nullptr;              // the residual branch; a table's gradient
  float *scale = nullptr,
        *shift = nullptr;           // normalisation's weights, and in the backward pass their gradients
  float* statistics = nullptr;      // two numbers a row, kept for the backward pass
  float* state = nullptr;           // of the optimizer: master weights, momentum, variance
  std::uint8_t* mask = nullptr;     // dropout
  std::int32_t* indices = nullptr;  // of words
};

// y = (x - mean) / deviation * scale + shift, a row at a time; keeps mean and 1 / deviation.
void layer_norm(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// GELU (its tanh form), element by element.
void activation(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// y = other + dropout(x + bias); keeps the mask.
void residual(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// y = rows of the table x by index; backward adds dy to the rows of `other`.
void embedding(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// Forward: loss of each row of logits x into y (fp32); keeps maximum and sum. Backward: dx.
void cross_entropy(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// Softmax of the rows of x into y, causal over squares of width x width. Backward: dx from y and dy.
void causal_softmax(const Tensors&, Matrix, data::Precision, data::Phase, cudaStream_t);
// Adam: gradient dx and state into new weights x.
void adam(const Tensors&, std::int64_t parameters, data::Precision, cudaStream_t);

}  // namespace repetend::profiler
