#include "profiler/gpu/operator_run.hpp"

namespace repetend::profiler {
namespace {

using data::Operator;
using data::OperatorKind;
using data::Phase;

struct Operands {
  const void *a, *b;
  void* c;
};
// See product_of().
Operands operands(Phase phase, const Tensors& t) {
  switch (phase) {
    case Phase::forward:
      return {t.other, t.x, t.y};
    case Phase::input_gradient:
      return {t.other, t.dy, t.dx};
    case Phase::weight_gradient:
      break;
  }
  return {t.x, t.dy, t.other};
}

// Scores are a matmul operator's output, Q its activations and K its weights.
Operator scores_of(const Operator& attention, Phase phase) {
  const auto& s = attention.shape;
  return {OperatorKind::matmul, phase, attention.precision, {s[2], s[2], s[3], s[0] * s[1]}};
}

// Q, K and V, or their gradients, lie one after the other; scores and their gradient too.
struct Parts {
  Parts(void* all, std::int64_t bytes) : begin(static_cast<char*>(all)), size(bytes) {}
  void* operator[](int i) const { return begin + i * size; }
  char* begin;
  std::int64_t size;
};
std::int64_t bytes(const Operator& op, std::int64_t elements) {
  return elements * (op.precision == data::Precision::fp32 ? 4 : 2);
}
Parts thirds(const Operator& op, void* all) {
  return {all, bytes(op, op.shape[0] * op.shape[1] * op.shape[2] * op.shape[3])};
}
Parts squares(const Operator& op, void* all) {
  return {all, bytes(op, op.shape[0] * op.shape[1] * op.shape[2] * op.shape[2])};
}
Matrix score_rows(const Operator& op) { return {op.shape[0] * op.shape[1] * op.shape[2], op.shape[2]}; }

}  // namespace

OperatorRun::OperatorRun(const Operator& op, std::size_t sets, Buffer& workspace, cudaStream_t stream)
    : op_(op), stream_(stream) {
  for (std::size_t i = 0; i < sets; ++i)
    sets_.emplace_back(tensor_sizes(op), op.precision, static_cast<std::uint32_t>(1 + 100 * i), stream);
  plan_products(workspace);
  if (op.kind == OperatorKind::attention && op.phase != Phase::forward) fill_probabilities();
}

void OperatorRun::plan_products(Buffer& workspace) {
  const Tensors& t = sets_.front().tensors();
  if (op_.kind == OperatorKind::matmul) {
    const auto [a, b, c] = operands(op_.phase, t);
    products_.emplace_back(product_of(op_), a, b, c, workspace, stream_);
  }
  if (op_.kind != OperatorKind::attention) return;
  const Parts qkv = thirds(op_, t.x);
  void* const scores = sets_.front().scores();
  void* const output = op_.phase == Phase::forward ? t.y : t.dy;
  products_.emplace_back(product_of(scores_of(op_, Phase::forward)), qkv[1], qkv[0], scores, workspace,
                         stream_);
  products_.emplace_back(product_of(scores_of(op_, Phase::input_gradient)), qkv[2], scores, output, workspace,
                         stream_);
  if (op_.phase != Phase::forward)
    products_.emplace_back(product_of(scores_of(op_, Phase::weight_gradient)), output, scores,
                           thirds(op_, t.dx)[2], workspace, stream_);
}

// What the forward pass keeps for the backward pass.
void OperatorRun::fill_probabilities() const {
  for (const TensorSet& set : sets_) {
    const Parts qkv = thirds(op_, set.tensors().x);
    products_[0].launch(qkv[1], qkv[0], set.scores(), stream_);
    causal_softmax({.x = set.scores(), .y = set.scores()}, score_rows(op_), op_.precision, Phase::forward,
                   stream_);
  }
}

void OperatorRun::launch_matmul(const Tensors& t) const {
  const auto [a, b, c] = operands(op_.phase, t);
  products_.front().launch(a, b, c, stream_);
}

// S = Q K^T, P = softmax(S), O = P V.
void OperatorRun::attention_forward(const TensorSet& set) const {
  const Tensors& t = set.tensors();
  const Parts qkv = thirds(op_, t.x);
  products_[0].launch(qkv[1], qkv[0], set.scores(), stream_);
  causal_softmax({.x = set.scores(), .y = set.scores()}, score_rows(op_), op_.precision, Phase::forward,
                 stream_);
  products_[1].launch(qkv[2], set.scores(), t.y, stream_);
}

// dV = P^T dO, dP = dO V^T, dS of the softmax, dQ = dS K, dK = dS^T Q; P is kept from the forward pass.
void OperatorRun::attention_backward(const TensorSet& set) const {
  const Tensors& t = set.tensors();
  const Parts qkv = thirds(op_, t.x), gradient = thirds(op_, t.dx), scores = squares(op_, set.scores());
  products_[2].launch(t.dy, scores[0], gradient[2], stream_);
  products_[0].launch(qkv[2], t.dy, scores[1], stream_);
  causal_softmax({.y = scores[0], .dx = scores[1], .dy = scores[1]}, score_rows(op_), op_.precision,
                 Phase::input_gradient, stream_);
  products_[1].launch(qkv[1], scores[1], gradient[0], stream_);
  products_[2].launch(qkv[0], scores[1], gradient[1], stream_);
}

void OperatorRun::take_input(std::span<const OperatorRun> earlier) {
  const bool forward = op_.phase == Phase::forward;
  const TensorSizes wanted = tensor_sizes(op_);
  for (const OperatorRun& run : earlier) {
    if (&run == this || (run.op_.phase == Phase::forward) != forward) continue;
    const TensorSizes made = tensor_sizes(run.op_);
    const Tensors& from = run.sets_.front().tensors();
    if (forward && made.y == wanted.x) sets_.front().tensors().x = from.y;
    if (!forward && made.dx == wanted.dy && made.dx > 0) sets_.front().tensors().dy = from.dx;
  }
}

void OperatorRun::launch(std::size_t repetition) const {
  const TensorSet& set = sets_[repetition % sets_.size()];
  const Tensors& t = set.tensors();
  const auto rows = [&] { return Matrix{op_.shape[0], op_.shape[1]}; };
  switch (op_.kind) {
    case OperatorKind::matmul:
      return launch_matmul(t);
    case OperatorKind::attention:
      return op_.phase == Phase::forward ? attention_forward(set) : attention_backward(set);
    case OperatorKind::layer_norm:
      return layer_norm(t, rows(), op_.precision, op_.phase, stream_);
    case OperatorKind::activation:
      return activation(t, rows(), op_.precision, op_.phase, stream_);
    case OperatorKind::residual:
      return residual(t, rows(), op_.precision, op_.phase, stream_);
    case OperatorKind::embedding:
      return embedding(t, rows(), op_.precision, op_.phase, stream_);
    case OperatorKind::cross_entropy:
      return cross_entropy(t, rows(), op_.precision, op_.phase, stream_);
    case OperatorKind::optimizer_step:
      return adam(t, op_.shape[0], op_.precision, stream_);
  }
}

}  // namespace repetend::profiler
