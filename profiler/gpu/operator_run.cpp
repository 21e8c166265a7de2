#include "profiler/gpu/operator_run.hpp"

namespace repetend::profiler {
namespace {

struct Operands {
  const void *a, *b;
  void* c;
};
// See product_of().
Operands operands(Phase phase, const Tensors& t) {
  if (phase == Phase::weight_gradient) return {t.x, t.dy, t.other};
  return phase == Phase::forward ? Operands{t.other, t.x, t.y} : Operands{t.other, t.dy, t.dx};
}

}  // namespace

OperatorRun::OperatorRun(const Operator& op, std::size_t sets, Buffer& workspace, cudaStream_t stream,
                         std::shared_ptr<const FusedAttention> fused)
    : op_(op), sizes_(tensor_sizes(op, fused != nullptr)), stream_(stream), attention_(std::move(fused)) {
  for (std::size_t i = 0; i < sets; ++i)
    sets_.emplace_back(sizes_, op.precision, static_cast<std::uint32_t>(1 + 100 * i), stream);
  if (op.kind == OperatorKind::matmul) {
    const auto [a, b, c] = operands(op.phase, tensors());
    product_.emplace(product_of(op), a, b, c, workspace, stream);
  }
  if (op.kind != OperatorKind::attention) return;
  if (!attention_) attention_ = std::make_shared<ProductAttention>(op, sets_.front(), workspace, stream);
  if (op.phase != Phase::forward) attention_->remember(sets_, stream);
}

void OperatorRun::take_input(std::span<const OperatorRun> earlier) {
  const bool forward = op_.phase == Phase::forward;
  for (const OperatorRun& run : earlier) {
    if (&run == this || (run.op_.phase == Phase::forward) != forward) continue;
    const TensorSizes& made = run.sizes_;
    const Tensors& from = run.sets_.front().tensors();
    if (forward && made.y == sizes_.x) sets_.front().tensors().x = from.y;
    if (!forward && made.dx == sizes_.dy && made.dx > 0) sets_.front().tensors().dy = from.dx;
  }
}

void OperatorRun::launch(std::size_t repetition) const {
  const TensorSet& set = sets_[repetition % sets_.size()];
  const Tensors& t = set.tensors();
  const auto rows = [&] { return Matrix{op_.shape[0], op_.shape[1]}; };
  switch (op_.kind) {
    case OperatorKind::matmul: {
      const auto [a, b, c] = operands(op_.phase, t);
      return product_->launch(a, b, c, stream_);
    }
    case OperatorKind::attention:
      return attention_->launch(set, stream_);
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
