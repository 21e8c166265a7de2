#include "data/models/layers/activations.hpp"

namespace repetend::data {
namespace {

struct Sizes {
  double element, tokens, hidden, ffn, kv_share, scores, attended_tokens, attended_scores, mask;
};

Sizes sizes(const Model& m, const LayerKind& kind) {
  const auto real = [](std::int64_t value) { return static_cast<double>(value); };
  const double batch = real(m.micro_batch), sequence = real(kind.sequence), attended = real(kind.attended);
  return {.element = static_cast<double>(bytes_of(m.precision)),
          .tokens = batch * sequence,
          .hidden = real(m.hidden),
          .ffn = real(m.ffn),
          .kv_share = real(m.kv_heads) / real(m.heads),
          .scores = batch * real(m.heads) * sequence * sequence,
          .attended_tokens = batch * attended,
          .attended_scores = batch * real(m.heads) * sequence * attended,
          .mask = m.dropout() ? 1.0 : 0.0};
}

// Softmax' output, its dropout's mask and that one's output; of fused attention a fp32 sum a row.
double core(const Model& m, const Sizes& z, double scores, double rows) {
  if (m.fused_attention) return 4 * rows;
  return (m.dropout() ? 2 * z.element + z.mask : z.element) * scores;
}

}  // namespace

Activations activations(const Model& m, const LayerKind& kind, std::int64_t shares) {
  const Sizes z = sizes(m, kind);
  const auto t = static_cast<double>(shares);
  const int sublayers = kind.attended > 0 ? 3 : 2;
  // What tensor parallelism leaves whole on every device: inputs of normalisations and sublayers, dropout
  // masks.
  const double whole = z.tokens * z.hidden * sublayers * (2 * z.element + z.mask);
  // Query, key, value and the projection's input; the inner activations before and after the non-linearity.
  double shared = z.element * z.tokens * (z.hidden * (2 + 2 * z.kv_share) + z.ffn * (m.gated() ? 3 : 2));
  if (kind.attended > 0) shared += z.element * z.hidden * (2 * z.tokens + 2 * z.kv_share * z.attended_tokens);
  const double rows = z.tokens * static_cast<double>(m.heads);
  double scores = core(m, z, z.scores, rows);
  if (kind.attended > 0) scores += core(m, z, z.attended_scores, rows);
  return {.whole = whole / (m.sequence_parallel ? t : 1) + (shared + scores) / t,
          .core = m.fused_attention ? 0 : scores / t,
          .input = z.element * z.tokens * z.hidden};
}

}  // namespace repetend::data
