// Attention as one operator, by one of two ways.
#pragma once

#include <span>
#include <vector>

#include "profiler/gpu/attention_graph.hpp"
#include "profiler/gpu/matmul.hpp"
#include "profiler/gpu/tensor_set.hpp"

namespace repetend::profiler {

class Attention {
 public:
  virtual ~Attention() = default;
  virtual void launch(const TensorSet&, cudaStream_t) const = 0;
  // Before the first launch of a backward pass: computes what its forward pass would have left.
  virtual void remember(std::span<const TensorSet>, cudaStream_t) const = 0;
};

// In cuDNN's fused kernels: the scores never reach the memory.
class FusedAttention : public Attention {
 public:
  // Plans it for the current device and allocates its workspace; throws RequestError with what is missing.
  explicit FusedAttention(const data::Operator&);
  void launch(const TensorSet&, cudaStream_t) const override;
  void remember(std::span<const TensorSet>, cudaStream_t) const override;

 private:
  data::Operator op_;
  AttentionGraph graph_;
  Buffer workspace_;
};

// As two batched products and a softmax, five kernels backward: the scores reach the memory.
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
