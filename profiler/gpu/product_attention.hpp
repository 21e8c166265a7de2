// Attention as two batched products and a softmax, five kernels backward: the scores reach the memory.
#pragma once

#include <vector>

#include "profiler/gpu/attention.hpp"
#include "profiler/gpu/matmul.hpp"

namespace repetend::profiler {

class ProductAttention : public Attention {
 public:
  // Plans its products on the tensors given.
  ProductAttention(const data::Operator&, const TensorSet&, Buffer& workspace, cudaStream_t);
  void launch(const TensorSet&, cudaStream_t) const override;
  void remember(std::span<const TensorSet>, cudaStream_t) const override;

 private:
  void forward(const TensorSet&, cudaStream_t) const;
  void backward(const TensorSet&, cudaStream_t) const;
  void probabilities(const TensorSet&, cudaStream_t) const;

  data::Operator op_;
  float scale_;                   // of the scores
  std::vector<Matmul> products_;  // of the scores as a matmul's output, by phase
};

}  // namespace repetend::profiler
