#include "data/models/operators/work.hpp"

#include <algorithm>

namespace repetend::data {
namespace {

using Dimensions = std::vector<double>;

// Every phase multiplies the same three sizes: forward (m x k)(k x n), input gradient (m x n)(n x k), weight
// gradient (k x m)(m x n).
Work matmul(const Dimensions& s, double size) {
  const double m = s[0], n = s[1], k = s[2], batch = s[3];
  return {2 * m * n * k * batch, size * batch * (m * k + k * n + m * n)};
}

// Causal, so half of the scores: 2 products forward; 5 backward, one of them the scores' recomputation (Dao
// et al., FlashAttention, 2022). Scores never reach the memory.
Work attention(const Dimensions& s, bool forward, double size) {
  const double batch = s[0], heads = s[1], sequence = s[2], head_size = s[3];
  const double product = batch * heads * sequence * sequence * head_size;
  const double tensor = size * batch * heads * sequence * head_size;
  if (forward) return {2 * product, 4 * tensor};
  return {5 * product, 8 * tensor};
}

// Bound by memory: `passes` over rows x width, a handful of FLOP an element.
Work elementwise(const Dimensions& s, double size, double passes, double flops) {
  const double elements = s[0] * s[1];
  return {flops * elements, size * passes * elements};
}

// The gradient is added to what is there.
Work embedding(const Dimensions& s, bool forward, double size) {
  const double elements = s[0] * s[1];
  return {forward ? 0 : elements, size * (forward ? 2 : 3) * elements};
}

// Adam (Kingma and Ba, 2015) in mixed precision: reads gradient, fp32 weight and two moments, writes those
// three and the weight.
Work optimizer_step(const Dimensions& s, double size) {
  constexpr double state = 3 * 4;
  return {12 * s[0], s[0] * (2 * size + 2 * state)};
}

}  // namespace

Work work(const Operator& op) {
  const Dimensions shape(op.shape.begin(), op.shape.end());
  const double size = bytes_of(op.precision);
  const bool forward = op.phase == Phase::forward;
  switch (op.kind) {
    case OperatorKind::matmul:
      return matmul(shape, size);
    case OperatorKind::attention:
      return attention(shape, forward, size);
    case OperatorKind::layer_norm:
      return elementwise(shape, size, op.phase == Phase::input_gradient ? 3 : 2, 8);
    case OperatorKind::activation:
      return elementwise(shape, size, forward ? 2 : 3, forward ? 8 : 12);
    case OperatorKind::residual:
      return elementwise(shape, size, forward ? 3 : 2, 3);
    case OperatorKind::embedding:
      return embedding(shape, forward, size);
    case OperatorKind::cross_entropy:
      // Forward reads the logits twice (maximum, then sum); the gradient reads them once and writes them.
      return elementwise(shape, size, 2, 5);
    case OperatorKind::optimizer_step:
      return optimizer_step(shape, size);
  }
  return {};
}

double roofline(const Operator& op, const Gpu& gpu) {
  constexpr double ns = 1e9;
  const Work w = work(op);
  const bool attention = op.kind == OperatorKind::attention;
  const double reachable =
      gpu.peak(op.precision) * (attention ? gpu.attention_fraction : gpu.matmul_fraction);
  return ns * std::max(w.flops / reachable, w.bytes / (gpu.memory_bandwidth * gpu.memory_fraction));
}

}  // namespace repetend::data
