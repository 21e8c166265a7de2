// An operator ready to be run again and again.
#pragma once

#include <span>
#include <vector>

#include "profiler/gpu/matmul.hpp"
#include "profiler/gpu/tensor_set.hpp"

namespace repetend::profiler {

// Allocates, fills and plans at construction. `sets`: of tensors to go through in turn, see rotation().
class OperatorRun {
 public:
  OperatorRun(const data::Operator&, std::size_t sets, Buffer& workspace, cudaStream_t);

  // Puts one pass of the operator on the stream, on the tensors whose turn it is.
  void launch(std::size_t repetition) const;
  const Tensors& tensors() const { return sets_.front().tensors(); }  // of the first set

  // Reads from now on what the last of the earlier operators that wrote something of its input's size has
  // written, as in a network: an output in the forward pass, an input's gradient in the backward pass. For
  // one set.
  void take_input(std::span<const OperatorRun> earlier);

 private:
  void plan_products(Buffer& workspace);
  void fill_probabilities() const;
  void launch_matmul(const Tensors&) const;
  void attention_forward(const TensorSet&) const;
  void attention_backward(const TensorSet&) const;

  data::Operator op_;
  cudaStream_t stream_;
  std::vector<TensorSet> sets_;
  std::vector<Matmul> products_;  // of a matmul its own; of attention those of its scores, by phase
};

}  // namespace repetend::profiler
