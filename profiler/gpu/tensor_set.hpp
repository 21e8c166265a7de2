// An operator's tensors on the device, filled with random numbers.
#pragma once

#include <vector>

#include "profiler/gpu/device.hpp"
#include "profiler/gpu/kernels.hpp"
#include "profiler/operators/tensors.hpp"

namespace repetend::profiler {

class TensorSet {
 public:
  // Another seed: other numbers.
  TensorSet(const TensorSizes&, data::Precision, std::uint32_t seed, cudaStream_t);
  const Tensors& tensors() const { return tensors_; }
  Tensors& tensors() { return tensors_; }  // to read what another one has
  void* scores() const { return scores_; }

 private:
  void* real(std::int64_t elements, data::Precision);  // null for none
  std::vector<Buffer> buffers_;
  Tensors tensors_;
  void* scores_ = nullptr;
  std::uint32_t seed_;
  cudaStream_t stream_;
};

}  // namespace repetend::profiler
