#include "profiler/gpu/attention.hpp"

#include <cmath>

namespace repetend::profiler {
namespace {

// Scores are a matmul operator's output, Q its activations and K its weights.
Operator scores_of(const Operator& attention, Phase phase) {
  const auto& s = attention.shape;
  return {data::OperatorKind::matmul, phase, attention.precision, {s[2], s[2], s[3], s[0] * s[1]}};
}

// Q, K and V, or their gradients, lie one after the other; scores and their gradient too.
struct Parts {
  Parts(void* all, std::int64_t bytes) : begin(static_cast<char*>(all)), size(bytes) {}
  void* operator[](int i) const { return begin + i * size; }
  char* begin;
  std::int64_t size;
};
Parts thirds(const Operator& op, void* all) {
  return {all, bytes_of(op.precision) * op.shape[0] * op.shape[1] * op.shape[2] * op.shape[3]};
}
Parts squares(const Operator& op, void* all) {
  return {all, bytes_of(op.precision) * op.shape[0] * op.shape[1] * op.shape[2] * op.shape[2]};
}
Matrix score_rows(const Operator& op) { return {op.shape[0] * op.shape[1] * op.shape[2], op.shape[2]}; }

}  // namespace

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

ProductAttention::ProductAttention(const Operator& op, const TensorSet& set, Buffer& workspace,
                                   cudaStream_t stream)
    : op_(op), scale_(static_cast<float>(1 / std::sqrt(static_cast<double>(op.shape[3])))) {
  const Tensors& t = set.tensors();
  const Parts qkv = thirds(op_, t.x);
  void* const output = op_.phase == Phase::forward ? t.y : t.dy;
  const auto plan = [&](Phase phase, void* a, void* b, void* c) {
    products_.emplace_back(product_of(scores_of(op_, phase)), a, b, c, workspace, stream);
  };
  plan(Phase::forward, qkv[1], qkv[0], set.scores());
  plan(Phase::input_gradient, qkv[2], set.scores(), output);
  if (op_.phase != Phase::forward) plan(Phase::weight_gradient, output, set.scores(), thirds(op_, t.dx)[2]);
}

void ProductAttention::launch(const TensorSet& set, cudaStream_t stream) const {
  op_.phase == Phase::forward ? forward(set, stream) : backward(set, stream);
}

void ProductAttention::remember(std::span<const TensorSet> sets, cudaStream_t stream) const {
  for (const TensorSet& set : sets) probabilities(set, stream);
}

// P = softmax(Q K^T / sqrt(head size)).
void ProductAttention::probabilities(const TensorSet& set, cudaStream_t stream) const {
  const Parts qkv = thirds(op_, set.tensors().x);
  products_[0].launch(qkv[1], qkv[0], set.scores(), stream, scale_);
  causal_softmax({.x = set.scores(), .y = set.scores()}, score_rows(op_), op_.precision, Phase::forward,
                 stream);
}

// O = P V.
void ProductAttention::forward(const TensorSet& set, cudaStream_t stream) const {
  const Tensors& t = set.tensors();
  probabilities(set, stream);
  products_[1].launch(thirds(op_, t.x)[2], set.scores(), t.y, stream);
}

// dV = P^T dO, dP = dO V^T, dS of the softmax, dQ = dS K and dK = dS^T Q, scaled as the scores are; P is kept
// from the forward pass.
void ProductAttention::backward(const TensorSet& set, cudaStream_t stream) const {
  const Tensors& t = set.tensors();
  const Parts qkv = thirds(op_, t.x), gradient = thirds(op_, t.dx), scores = squares(op_, set.scores());
  products_[2].launch(t.dy, scores[0], gradient[2], stream);
  products_[0].launch(qkv[2], t.dy, scores[1], stream);
  causal_softmax({.y = scores[0], .dx = scores[1], .dy = scores[1]}, score_rows(op_), op_.precision,
                 Phase::input_gradient, stream);
  products_[1].launch(qkv[1], scores[1], gradient[0], stream, scale_);
  products_[2].launch(qkv[0], scores[1], gradient[1], stream, scale_);
}

}  // namespace repetend::profiler
