// Matrix products through cuBLASLt, with the algorithm that is fastest here.
#pragma once

#include <cuda_runtime_api.h>

#include <memory>

#include "profiler/gpu/device.hpp"
#include "profiler/operators/tensors.hpp"

namespace repetend::profiler {

// Accumulates in fp32. Asking for and timing algorithms happens at construction, on the tensors given, so
// that the first launch is like any other.
class Matmul {
 public:
  Matmul(const Product&, const void* a, const void* b, void* c, Buffer& workspace, cudaStream_t);
  ~Matmul();
  Matmul(Matmul&&) noexcept;

  // C = scale A B.
  void launch(const void* a, const void* b, void* c, cudaStream_t, float scale = 1) const;

 private:
  struct Plan;
  std::unique_ptr<Plan> plan_;
};

inline constexpr Bytes matmul_workspace = Bytes{32} << 20;  // what NVIDIA advises for Hopper; fine before

}  // namespace repetend::profiler
