// An operator ready to be run again and again.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "profiler/gpu/attention.hpp"
#include "profiler/gpu/matmul.hpp"

namespace repetend::profiler {

// Allocates, fills and plans at construction. `sets`: of tensors to go through in turn, see rotation().
// Attention runs as products and softmax unless `fused`.
class OperatorRun {
 public:
  OperatorRun(const data::Operator&, std::size_t sets, Buffer& workspace, cudaStream_t,
              std::shared_ptr<const FusedAttention> fused = nullptr);

  // Puts one pass of the operator on the stream, on the tensors whose turn it is.
  void launch(std::size_t repetition) const;
  const Tensors& tensors() const { return sets_.front().tensors(); }  // of the first set
  const TensorSizes& sizes() const { return sizes_; }

  // Reads from now on what the last of the earlier operators that wrote something of its input's size has
  // written, as in a network: an output in the forward pass, an input's gradient in the backward pass. For
  // one set.
  void take_input(std::span<const OperatorRun> earlier);

 private:
  data::Operator op_;
  TensorSizes sizes_;
  cudaStream_t stream_;
  std::vector<TensorSet> sets_;
  std::optional<Matmul> product_;               // of a matmul
  std::shared_ptr<const Attention> attention_;  // of attention
};

}  // namespace repetend::profiler
