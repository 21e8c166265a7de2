#include "profiler/operators/tensors.hpp"

#include <algorithm>

namespace repetend::profiler {
namespace {

TensorSizes matmul(const Operator& op) {
  const std::int64_t m = op.shape[0], n = op.shape[1], k = op.shape[2], batch = op.shape[3];
  TensorSizes s{.other = n * k * batch};
  if (op.phase != Phase::input_gradient) s.x = m * k * batch;
  if (op.phase == Phase::forward) s.y = m * n * batch;
  if (op.phase != Phase::forward) s.dy = m * n * batch;
  if (op.phase == Phase::input_gradient) s.dx = m * k * batch;
  return s;
}

TensorSizes attention(const Operator& op) {
  const std::int64_t squares = op.shape[0] * op.shape[1] * op.shape[2] * op.shape[2];
  const std::int64_t tensor = op.shape[0] * op.shape[1] * op.shape[2] * op.shape[3];
  if (op.phase == Phase::forward) return {.x = 3 * tensor, .y = tensor, .scores = squares};
  return {.x = 3 * tensor, .dx = 3 * tensor, .dy = tensor, .scores = 2 * squares};
}

TensorSizes fused_attention(const Operator& op) {
  TensorSizes s = attention(op);
  s.scores = 0;
  s.y = s.x / 3;  // read in the backward pass
  s.statistics = op.shape[0] * op.shape[1] * op.shape[2];
  return s;
}

// The forward pass maps x to y, the backward pass x and dy to dx.
TensorSizes elementwise(const Operator& op) {
  const std::int64_t elements = op.shape[0] * op.shape[1];
  if (op.phase == Phase::forward) return {.x = elements, .y = elements};
  return {.x = elements, .dx = elements, .dy = elements};
}

TensorSizes layer_norm(const Operator& op) {
  TensorSizes s = elementwise(op);
  if (op.phase == Phase::weight_gradient) s.dx = 0;
  s.scale = s.shift = op.shape[1];
  s.statistics = 2 * op.shape[0];
  return s;
}

TensorSizes residual(const Operator& op) {
  TensorSizes s = elementwise(op);
  s.mask = s.x;
  if (op.phase == Phase::forward)
    s.other = s.x, s.shift = op.shape[1];
  else
    s.x = 0;
  return s;
}

TensorSizes embedding(const Operator& op) {
  const std::int64_t tokens = op.shape[0], width = op.shape[1], words = op.shape[2];
  TensorSizes s{.indices = tokens, .words = words};
  if (op.phase == Phase::forward) s.x = words * width, s.y = tokens * width;
  if (op.phase != Phase::forward) s.other = words * width, s.dy = tokens * width;
  return s;
}

TensorSizes cross_entropy(const Operator& op) {
  const std::int64_t tokens = op.shape[0], words = op.shape[1];
  TensorSizes s{.x = tokens * words, .statistics = 2 * tokens, .indices = tokens, .words = words};
  if (op.phase == Phase::forward) s.y = 2 * tokens;  // fp32 losses: twice a 16-bit element
  if (op.phase != Phase::forward) s.dx = tokens * words;
  return s;
}

}  // namespace

Product product_of(const data::Operator& op) {
  const std::int64_t m = op.shape[0], n = op.shape[1], k = op.shape[2], batch = op.shape[3];
  switch (op.phase) {
    case data::Phase::forward:
      return {n, m, k, batch, true, false, op.precision};
    case data::Phase::input_gradient:
      return {k, m, n, batch, false, false, op.precision};
    case data::Phase::weight_gradient:
      break;
  }
  return {k, n, m, batch, false, true, op.precision};
}

Bytes TensorSizes::bytes(data::Precision precision) const {
  const Bytes element = bytes_of(precision);
  return element * (x + y + dx + dy + other + scores) + 4 * (scale + shift + statistics + state + indices) +
         mask;
}

TensorSizes tensor_sizes(const Operator& op, bool fused) {
  switch (op.kind) {
    case OperatorKind::matmul:
      return matmul(op);
    case OperatorKind::attention:
      return fused ? fused_attention(op) : attention(op);
    case OperatorKind::layer_norm:
      return layer_norm(op);
    case OperatorKind::activation:
      return elementwise(op);
    case OperatorKind::residual:
      return residual(op);
    case OperatorKind::embedding:
      return embedding(op);
    case OperatorKind::cross_entropy:
      return cross_entropy(op);
    case OperatorKind::optimizer_step:
      break;
  }
  return {.x = op.shape[0], .dx = op.shape[0], .state = 3 * op.shape[0]};
}

std::size_t rotation(Bytes set, Bytes cache, Bytes memory) {
  constexpr Bytes margin = 3;  // times the cache's size between two turns of one set
  const Bytes wanted = margin * cache / std::max<Bytes>(set, 1) + 1;
  const Bytes most = memory / std::max<Bytes>(set, 1);
  return static_cast<std::size_t>(std::clamp<Bytes>(std::min(wanted, most), 1, 256));
}

}  // namespace repetend::profiler
