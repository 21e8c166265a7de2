#include "data/models/layers/sublayer.hpp"

#include <cmath>

namespace repetend::data {
namespace {

double real(std::int64_t value) { return static_cast<double>(value); }
std::int64_t share(std::int64_t whole, std::int64_t shares) { return (whole + shares - 1) / shares; }

// Weights of keys and values that a token of width h is multiplied with.
std::int64_t kv_width(const Model& m) { return 2 * m.kv_heads * m.head_size(); }
int mlp_matrices(const Model& m) { return m.gated() ? 3 : 2; }

// Puts a sublayer together that works on `tokens` of every sequence.
class SublayerBuilder {
 public:
  SublayerBuilder(const Model& model, std::int64_t tokens, const Sharing& sharing, Sublayer& made)
      : m_(model), tokens_(tokens), t_(sharing.tensor.members), made_(made) {}

  // A sublayer of a transformer layer begins with a normalisation and ends with its projection's bias,
  // dropout and the residual. What tensor parallelism leaves whole on every device are those weights, the
  // inputs of the normalisation and of the sublayer, and the dropout's mask (Korthikanti et al., 2022).
  void begin() {
    norm();
    const double h = real(m_.hidden), element = bytes_of(m_.precision);
    made_.parameters += h * (m_.biases() ? 3 : 1);
    made_.kept +=
        batch_tokens() * h * (2 * element + (m_.dropout() ? 1 : 0)) / (m_.sequence_parallel ? real(t_) : 1);
  }
  void end() {
    add(OperatorKind::residual, {rows(), m_.hidden});
    all_reduce(1, 1);
  }

  void norm() { add(OperatorKind::layer_norm, {rows(), m_.hidden}).weights = true; }
  // `tokens` x `in` by `in` x `out`, both as this device has them.
  void linear(std::int64_t tokens, std::int64_t out, std::int64_t in) {
    add(OperatorKind::matmul, {m_.micro_batch * tokens, out, in, 1}).weights = true;
  }
  void attention(std::int64_t attended, bool causal) {
    if (m_.fused_attention)
      fused_attention(attended, causal);
    else
      unfused_attention(attended);
  }
  void all_reduce(int forward, int backward) {
    if (t_ > 1)
      data::add(made_.collectives,
                {.bytes = activation_bytes(m_, tokens_), .forward = forward, .backward = backward});
  }
  Part& add(OperatorKind kind, std::vector<std::int64_t> shape) {
    return made_.parts.emplace_back(Part{{kind, Phase::forward, m_.precision, std::move(shape)}});
  }

  double batch_tokens() const { return real(m_.micro_batch) * real(tokens_); }

 private:
  // Normalisation, dropout and residual work on all tokens, unless they are shared too (sequence parallel).
  std::int64_t rows() const {
    return m_.sequence_parallel ? share(m_.micro_batch * tokens_, t_) : m_.micro_batch * tokens_;
  }
  std::int64_t heads() const { return share(m_.heads, t_); }

  // The operator is causal over one sequence, half of the scores; without a mask, and over another sequence,
  // the work is that of two of the sequence's geometric mean. It keeps a fp32 sum a row.
  void fused_attention(std::int64_t attended, bool causal) {
    const auto sequence = static_cast<std::int64_t>(std::llround(std::sqrt(real(tokens_) * real(attended))));
    Part& part = add(OperatorKind::attention, {m_.micro_batch, heads(), sequence, m_.head_size()});
    part.count = causal ? 1 : 2;
    part.attention_core = true;
    made_.kept += 4 * batch_tokens() * real(m_.heads) / real(t_);
  }

  // All scores, masked or not: product, softmax with its mask, dropout, product. Kept are the softmax' output
  // and, of a dropout, its mask and output; scores before and after the softmax are held meanwhile.
  void unfused_attention(std::int64_t attended) {
    const std::int64_t batch = m_.micro_batch * heads();
    const auto product = [&](std::int64_t n, std::int64_t k) {
      Part& part = add(OperatorKind::matmul, {tokens_, n, k, batch});
      part.input_gradients = 2;
      part.attention_core = true;
    };
    product(attended, m_.head_size());
    Part& softmax = add(OperatorKind::activation, {batch * tokens_, attended});
    softmax.count = m_.dropout() ? 2 : 1;
    softmax.attention_core = true;
    product(m_.head_size(), attended);
    const double element = bytes_of(m_.precision);
    const double scores = batch_tokens() * real(m_.heads) * real(attended) / real(t_);
    made_.core = (m_.dropout() ? 2 * element + 1 : element) * scores;
    made_.kept += made_.core;
    made_.forward_working = 2 * element * scores;
    made_.backward_working = element * scores;
  }

  const Model& m_;
  std::int64_t tokens_, t_;
  Sublayer& made_;
};

}  // namespace

Sublayer& Sublayer::operator+=(const Sublayer& more) {
  parts.insert(parts.end(), more.parts.begin(), more.parts.end());
  gradient_only.insert(gradient_only.end(), more.gradient_only.begin(), more.gradient_only.end());
  parameters += more.parameters;
  kept += more.kept;
  core += more.core;
  forward_working += more.forward_working;
  backward_working += more.backward_working;
  for (const Collective& collective : more.collectives) add(collectives, collective);
  flops += more.flops;
  return *this;
}

double activation_bytes(const Model& m, std::int64_t sequence) {
  return bytes_of(m.precision) * real(m.micro_batch) * real(sequence) * real(m.hidden);
}

Sublayer attention(const Model& m, const LayerKind& kind, bool cross, const Sharing& sharing) {
  const std::int64_t t = sharing.tensor.members, tokens = kind.sequence;
  const std::int64_t attended = cross ? kind.attended : tokens;
  const std::int64_t width = share(m.hidden, t), qkv = share(m.hidden + kv_width(m), t);
  Sublayer made;
  SublayerBuilder builder(m, tokens, sharing, made);
  builder.begin();
  builder.linear(tokens, cross ? width : qkv, m.hidden);
  if (cross) builder.linear(attended, qkv - width, m.hidden);
  builder.attention(attended, kind.causal && !cross);
  builder.linear(tokens, m.hidden, width);
  builder.end();
  const double h = real(m.hidden), kv = real(kv_width(m)), sequences = real(m.micro_batch);
  made.parameters += (h * (2 * h + kv) + (m.biases() ? h + kv : 0)) / real(t);
  // Query, key, value and the projection's input.
  made.kept += bytes_of(m.precision) * sequences * (2 * h * real(tokens) + kv * real(attended)) / real(t);
  made.flops = 2 * sequences * h * (2 * h * real(tokens) + kv * real(attended)) +
               4 * sequences * real(tokens) * real(attended) * h;
  return made;
}

Sublayer mlp(const Model& m, const LayerKind& kind, const Sharing& sharing) {
  const std::int64_t t = sharing.tensor.members, tokens = kind.sequence, inner = share(m.ffn, t);
  Sublayer made;
  SublayerBuilder builder(m, tokens, sharing, made);
  builder.begin();
  builder.linear(tokens, inner * (m.gated() ? 2 : 1), m.hidden);
  builder.add(OperatorKind::activation, {m.micro_batch * tokens, inner});
  builder.linear(tokens, m.hidden, inner);
  builder.end();
  const double h = real(m.hidden), f = real(m.ffn);
  const double inner_bytes = bytes_of(m.precision) * builder.batch_tokens() * f / real(t);
  made.parameters += (mlp_matrices(m) * h * f + (m.biases() ? f : 0)) / real(t);
  made.kept += mlp_matrices(m) * inner_bytes;  // before and after the non-linearity
  made.forward_working = made.backward_working = inner_bytes;
  made.flops = 2 * builder.batch_tokens() * h * f * mlp_matrices(m);
  return made;
}

Sublayer look_up(const Model& m, std::int64_t sequence, const Sharing& sharing) {
  const std::int64_t words = share(m.vocabulary, sharing.tensor.members);
  Sublayer made;
  SublayerBuilder builder(m, sequence, sharing, made);
  Part& part = builder.add(OperatorKind::embedding, {m.micro_batch * sequence, m.hidden, words});
  part.input_gradients = 0;
  part.weights = true;
  builder.all_reduce(1, 0);  // the gradient needs none: every device has its own words
  // The gradient is dense, as PyTorch's is: cleared (1 pass over the table's share) and added to the
  // accumulated one (3 passes), as much as two element-by-element operators.
  made.gradient_only.push_back(
      {.op = {OperatorKind::activation, Phase::forward, m.precision, {words, m.hidden}}, .count = 2});
  made.parameters = real(words) * real(m.hidden);
  made.backward_working = bytes_of(m.precision) * made.parameters;
  if (m.family == Family::gpt) made.parameters += real(sequence) * real(m.hidden);  // learned positions
  return made;
}

// Korthikanti et al. 2022, section 4.3: the inputs of normalisation and product, and the logits in fp32.
Sublayer logits(const Model& m, std::int64_t sequence, const Sharing& sharing) {
  const std::int64_t words = share(m.vocabulary, sharing.tensor.members);
  Sublayer made;
  SublayerBuilder builder(m, sequence, sharing, made);
  builder.norm();
  builder.linear(sequence, words, m.hidden);
  builder.add(OperatorKind::cross_entropy, {m.micro_batch * sequence, words});
  builder.all_reduce(1, 1);
  const double input = activation_bytes(m, sequence), in_fp32 = 4 * builder.batch_tokens() * real(words);
  made.parameters = real(words) * real(m.hidden);
  made.flops = 2 * builder.batch_tokens() * real(m.hidden) * real(m.vocabulary);
  (m.training ? made.kept : made.forward_working) = 2 * input + in_fp32;
  made.backward_working = in_fp32 / 2 + input;
  return made;
}

}  // namespace repetend::data
