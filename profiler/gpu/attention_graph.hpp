// Attention as a graph of operations for cuDNN, which runs it in fused kernels, through cuDNN's frontend
// (headers only). Where that was not found when this was built, every constructor throws and says so.
#pragma once

#include <memory>
#include <string>

#include "profiler/gpu/kernels.hpp"
#include "sim/core/units.hpp"

namespace repetend::profiler {

// Causal, scores divided by the square root of the head's size; the forward pass keeps the logarithm of each
// row's sum of exponentials in `statistics`, the backward pass reads it and the output y. x is Q, K and V one
// after the other, dx their gradients.
class AttentionGraph {
 public:
  // Planned for the current device, whose compute capability is 90 for 9.0. Throws RequestError with what is
  // missing: cuDNN, or an algorithm of its for this operator.
  AttentionGraph(const data::Operator&, int capability);
  // Throws as for a device that need not be here, as far as can be told without it; `device` in cuDNN's JSON
  // (CUDNN_ATTR_DEVICEPROP_JSON_REPRESENTATION). Not to be launched.
  AttentionGraph(const data::Operator&, int capability, const std::string& device);
  ~AttentionGraph();
  AttentionGraph(AttentionGraph&&) noexcept;

  Bytes workspace() const;  // device memory that a launch needs
  void launch(const Tensors&, void* workspace, cudaStream_t) const;

  static std::string library();  // "cuDNN 9.19.0"

 private:
  struct Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace repetend::profiler
