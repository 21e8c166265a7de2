// Attention as one operator, by one of two ways.
#pragma once

#include <span>

#include "profiler/gpu/tensor_set.hpp"

namespace repetend::profiler {

class Attention {
 public:
  virtual ~Attention() = default;
  virtual void launch(const TensorSet&, cudaStream_t) const = 0;
  // Before the first launch of a backward pass: computes what its forward pass would have left.
  virtual void remember(std::span<const TensorSet>, cudaStream_t) const = 0;
};

}  // namespace repetend::profiler
