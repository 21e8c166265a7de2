#include "data/models/layers/layer.hpp"

#include <array>
#include <cmath>

#include "data/models/layers/activations.hpp"

namespace repetend::data {
namespace {

double real(std::int64_t value) { return static_cast<double>(value); }
std::int64_t share(std::int64_t whole, std::int64_t shares) { return (whole + shares - 1) / shares; }

// Of `tokens` tokens a sequence, on one device that has them all.
double activation_bytes(const Model& m, std::int64_t tokens) {
  return bytes_of(m.precision) * real(m.micro_batch) * real(tokens) * real(m.hidden);
}

// Appends the operators of one layer on one of the devices that share it.
class OperatorList {
 public:
  OperatorList(const Model& model, std::int64_t shares, Layer& layer)
      : m_(model), t_(shares), layer_(layer) {}

  void norm(std::int64_t tokens) { add(OperatorKind::layer_norm, {rows(tokens), m_.hidden}).weights = true; }
  void residual(std::int64_t tokens) { add(OperatorKind::residual, {rows(tokens), m_.hidden}); }
  void activation(std::int64_t tokens, std::int64_t width) {
    add(OperatorKind::activation, {m_.micro_batch * tokens, width});
  }
  // tokens x `in` by `in` x `out`, both as this device has them.
  void linear(std::int64_t tokens, std::int64_t out, std::int64_t in) {
    add(OperatorKind::matmul, {m_.micro_batch * tokens, out, in, 1}).weights = true;
  }

  void attention(std::int64_t tokens, std::int64_t attended, bool causal) {
    if (m_.fused_attention)
      fused_attention(tokens, attended, causal);
    else
      unfused_attention(tokens, attended);
  }

 private:
  // Normalisation, dropout and residual work on all tokens, unless they are shared too (sequence parallel).
  std::int64_t rows(std::int64_t tokens) const {
    return m_.sequence_parallel ? share(m_.micro_batch * tokens, t_) : m_.micro_batch * tokens;
  }
  std::int64_t heads() const { return share(m_.heads, t_); }

  // The operator is causal over one sequence, half of the scores; without a mask, and over another sequence,
  // the work is that of two of the sequence's geometric mean.
  void fused_attention(std::int64_t tokens, std::int64_t attended, bool causal) {
    const auto sequence = static_cast<std::int64_t>(std::llround(std::sqrt(real(tokens) * real(attended))));
    Part& part = add(OperatorKind::attention, {m_.micro_batch, heads(), sequence, m_.head_size()});
    part.count = causal ? 1 : 2;
    part.attention_core = true;
  }

  // All scores, masked or not: product, softmax with its mask, dropout, product.
  void unfused_attention(std::int64_t tokens, std::int64_t attended) {
    const std::int64_t batch = m_.micro_batch * heads();
    const auto product = [&](std::int64_t n, std::int64_t k) {
      Part& part = add(OperatorKind::matmul, {tokens, n, k, batch});
      part.input_gradients = 2;
      part.attention_core = true;
    };
    product(attended, m_.head_size());
    Part& softmax = add(OperatorKind::activation, {batch * tokens, attended});
    softmax.count = m_.dropout() ? 2 : 1;
    softmax.attention_core = true;
    product(m_.head_size(), attended);
  }

  Part& add(OperatorKind kind, std::vector<std::int64_t> shape) {
    return layer_.parts.emplace_back(Part{{kind, Phase::forward, m_.precision, std::move(shape)}});
  }

  const Model& m_;
  std::int64_t t_;
  Layer& layer_;
};

// Query, key and value weights a token of width h is multiplied with.
std::int64_t qkv_width(const Model& m) { return m.hidden + 2 * m.kv_heads * m.head_size(); }

// Matrices are shared, normalisations are not: 12 h^2 + 13 h of a GPT layer in all.
double layer_parameters(const Model& m, bool attends, std::int64_t shares) {
  const double h = real(m.hidden), f = real(m.ffn), qkv = real(qkv_width(m));
  const int attentions = attends ? 2 : 1, matrices = m.gated() ? 3 : 2;
  double shared = attentions * h * (qkv + h) + matrices * h * f;
  double whole = (attentions + 1) * h * (m.biases() ? 2 : 1);
  if (m.biases()) {
    shared += attentions * qkv + f;
    whole += (attentions + 1) * h;
  }
  return shared / real(shares) + whole;
}

double layer_flops(const Model& m, const LayerKind& kind) {
  const double tokens = real(m.micro_batch) * real(kind.sequence), h = real(m.hidden);
  const double qkv = real(qkv_width(m)), sequence = real(kind.sequence), attended = real(kind.attended);
  double flops = 2 * tokens * h * (qkv + h + real(m.ffn) * (m.gated() ? 3 : 2)) + 4 * tokens * sequence * h;
  if (kind.attended > 0) {
    const double memory = real(m.micro_batch) * attended;
    flops += 4 * tokens * h * h + 2 * memory * h * (qkv - h) + 4 * tokens * attended * h;
  }
  return flops;
}

// Bytes that are alive only while a layer runs: scores before and after the softmax and the inner activation
// (forward); their gradients and that of the output (backward), and what recomputation brings back.
void set_memory(const Model& m, const LayerKind& kind, std::int64_t shares, Layer& layer) {
  const Activations kept = activations(m, kind, shares);
  const double element = bytes_of(m.precision), tokens = real(m.micro_batch) * real(kind.sequence);
  const double inner = element * tokens * real(m.ffn) / real(shares);
  const double scores = m.fused_attention
                            ? 0
                            : element * real(m.micro_batch) * real(m.heads) * real(kind.sequence) *
                                  real(kind.sequence + kind.attended) / real(shares);
  const double gradients = inner + scores + element * tokens * real(m.hidden);
  layer.forward_working = 2 * scores + inner;
  layer.backward_working = gradients;
  switch (m.recomputation) {
    case Recomputation::none:
      layer.kept = kept.whole;
      break;
    case Recomputation::selective:
      layer.kept = kept.whole - kept.core;
      layer.backward_working += kept.core;
      break;
    case Recomputation::full:
      layer.kept = kept.input;
      layer.backward_working += kept.whole;
  }
  if (!m.training) layer.kept = 0;
}

}  // namespace

std::string_view to_string(LayerRole role) {
  constexpr std::array<std::string_view, 8> names{"embedding",     "layer",      "encoder layer",
                                                  "decoder layer", "text layer", "image layer",
                                                  "fusion layer",  "head"};
  return names[static_cast<std::size_t>(role)];
}

Layer transformer_layer(const Model& m, const LayerKind& kind, std::int64_t shares) {
  Layer layer{.role = kind.role};
  OperatorList add(m, shares, layer);
  const std::int64_t tokens = kind.sequence, width = share(m.hidden, shares), inner = share(m.ffn, shares);
  const std::int64_t qkv = share(qkv_width(m), shares);
  add.norm(tokens);
  add.linear(tokens, qkv, m.hidden);
  add.attention(tokens, tokens, kind.causal);
  add.linear(tokens, m.hidden, width);
  add.residual(tokens);
  if (kind.attended > 0) {
    add.norm(tokens);
    add.linear(tokens, width, m.hidden);
    add.linear(kind.attended, qkv - width, m.hidden);
    add.attention(tokens, kind.attended, false);
    add.linear(tokens, m.hidden, width);
    add.residual(tokens);
  }
  add.norm(tokens);
  add.linear(tokens, inner * (m.gated() ? 2 : 1), m.hidden);
  add.activation(tokens, inner);
  add.linear(tokens, m.hidden, inner);
  add.residual(tokens);
  layer.parameters = layer_parameters(m, kind.attended > 0, shares);
  layer.flops = layer_flops(m, kind);
  const int sublayers = kind.attended > 0 ? 3 : 2;
  if (shares > 1) layer.all_reduces = {sublayers, sublayers, activation_bytes(m, tokens)};
  set_memory(m, kind, shares, layer);
  return layer;
}

Layer embedding_layer(const Model& m, std::int64_t sequence, std::int64_t shares) {
  Layer layer{.role = LayerRole::embedding};
  const std::int64_t words = share(m.vocabulary, shares);
  layer.parts.push_back({.op = {OperatorKind::embedding,
                                Phase::forward,
                                m.precision,
                                {m.micro_batch * sequence, m.hidden, words}},
                         .input_gradients = 0,
                         .weights = true});
  // The gradient is dense, as PyTorch's is: cleared (1 pass over the table's share) and added to the
  // accumulated one (3 passes), as much as two element-by-element operators.
  layer.gradient_only.push_back(
      {.op = {OperatorKind::activation, Phase::forward, m.precision, {words, m.hidden}}, .count = 2});
  layer.parameters = real(words) * real(m.hidden);
  if (m.family == Family::gpt) layer.parameters += real(sequence) * real(m.hidden);  // learned positions
  // The gradient needs no all-reduce: every device has its own words.
  if (shares > 1) layer.all_reduces = {.forward = 1, .bytes = activation_bytes(m, sequence)};
  layer.backward_working = bytes_of(m.precision) * real(words) * real(m.hidden);
  return layer;
}

// Korthikanti et al. 2022, section 4.3: the inputs of normalisation and product, and the logits in fp32.
Layer head_layer(const Model& m, std::int64_t sequence, std::int64_t shares) {
  Layer layer{.role = LayerRole::head};
  const std::int64_t words = share(m.vocabulary, shares);
  const double tokens = real(m.micro_batch) * real(sequence),
               input = bytes_of(m.precision) * tokens * real(m.hidden);
  const double logits = 4 * tokens * real(words);
  OperatorList add(m, shares, layer);
  add.norm(sequence);
  add.linear(sequence, words, m.hidden);
  layer.parts.push_back(
      {.op = {OperatorKind::cross_entropy, Phase::forward, m.precision, {m.micro_batch * sequence, words}}});
  layer.parameters = real(words) * real(m.hidden);
  layer.flops = 2 * tokens * real(m.hidden) * real(m.vocabulary);
  if (shares > 1) layer.all_reduces = {1, 1, input};
  (m.training ? layer.kept : layer.forward_working) = 2 * input + logits;
  layer.backward_working = logits / 2 + input;
  return layer;
}

std::vector<LayerKind> layer_kinds(const Model& m) {
  const auto many = [](std::int64_t count, const LayerKind& kind) {
    return std::vector<LayerKind>(static_cast<std::size_t>(count), kind);
  };
  const auto join = [](std::vector<LayerKind> all, const std::vector<LayerKind>& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  switch (m.family) {
    case Family::t5:
      return join(many(m.layers, {LayerRole::encoder, m.sequence, false, 0}),
                  many(m.decoder_layers, {LayerRole::decoder, m.second_sequence, true, m.sequence}));
    case Family::two_branch:
      return join(join(many(m.layers, {LayerRole::text, m.sequence, false, 0}),
                       many(m.layers, {LayerRole::image, m.second_sequence, false, 0})),
                  many(m.fusion_layers, {LayerRole::fusion, m.sequence + m.second_sequence, false, 0}));
    case Family::gpt:
    case Family::llama:
      break;
  }
  return many(m.layers, {LayerRole::layer, m.sequence, true, 0});
}

std::int64_t head_sequence(const Model& m) { return m.family == Family::t5 ? m.second_sequence : m.sequence; }

double parameters(const Model& m) {
  double sum = 0;
  for (const LayerKind& kind : layer_kinds(m)) sum += layer_parameters(m, kind.attended > 0, 1);
  if (m.vocabulary > 0) sum += embedding_layer(m, m.sequence, 1).parameters;
  if (m.head && !m.tied) sum += real(m.vocabulary) * real(m.hidden);
  return sum;
}

double model_flops(const Model& m) {
  double sum = 0;
  for (const LayerKind& kind : layer_kinds(m)) sum += layer_flops(m, kind);
  if (m.head) sum += head_layer(m, head_sequence(m), 1).flops;
  return m.training ? 3 * sum : sum;
}

}  // namespace repetend::data
