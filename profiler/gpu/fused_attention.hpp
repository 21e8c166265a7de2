// Attention in cuDNN's fused kernels: the scores never reach the memory.
#pragma once

#include "profiler/gpu/attention.hpp"
#include "profiler/gpu/cudnn/attention_graph.hpp"

namespace repetend::profiler {

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

}  // namespace repetend::profiler
