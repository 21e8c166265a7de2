#include "profiler/gpu/fused_attention.hpp"

namespace repetend::profiler {

FusedAttention::FusedAttention(const data::Operator& op)
    : op_(op), graph_(op, find_device().capability), workspace_(graph_.workspace()) {}

void FusedAttention::launch(const TensorSet& set, cudaStream_t stream) const {
  graph_.launch(set.tensors(), workspace_.as<void>(), stream);
}

void FusedAttention::remember(std::span<const TensorSet> sets, cudaStream_t stream) const {
  data::Operator op = op_;
  op.phase = data::Phase::forward;
  const FusedAttention forward(op);
  for (const TensorSet& set : sets) forward.launch(set, stream);
  check(cudaStreamSynchronize(stream), "the device stopped with an error");  // its workspace goes now
}

}  // namespace repetend::profiler
