#include "data/models/placement/chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace repetend::data {
namespace {

// With sequence parallelism every device sends its share of them.
double bytes_sent(const Model& m, std::int64_t tokens, const Sharing& sharing) {
  const double whole = activation_bytes(m, tokens);
  return m.sequence_parallel ? whole / static_cast<double>(sharing.tensor.members) : whole;
}

// What travels from a layer to the next: a decoder's activations with the encoder's output that all its
// layers attend to; within the encoder the embedded decoder tokens too, where only the first stage has the
// table.
std::int64_t tokens_after(const Model& m, const LayerKind& kind, Tables tables) {
  if (kind.attended > 0) return kind.sequence + kind.attended;
  if (m.family == Family::t5 && tables == Tables::whole) return m.sequence + m.second_sequence;
  // Without branches of their own, the text and the image pass through one another's stages.
  if (m.family == Family::two_branch) return m.sequence + m.second_sequence;
  return kind.sequence;
}

void append(LayerChain& chain, Layer layer, double output) {
  chain.layers.push_back(std::move(layer));
  chain.outputs.push_back(output);
}

void append_embeddings(LayerChain& chain, const Model& m, const Sharing& sharing) {
  if (m.vocabulary == 0) return;
  append(chain, embedding_layer(m, m.sequence, sharing), bytes_sent(m, m.sequence, sharing));
  if (m.family != Family::t5) return;
  append(chain, embedding_layer(m, m.second_sequence, sharing),
         bytes_sent(m, m.sequence + m.second_sequence, sharing));
  chain.layers.back().parameters = 0;  // the same table
}

void append_kind(LayerChain& chain, const Model& m, const LayerKind& kind, const Sharing& sharing,
                 std::int64_t tokens) {
  append(chain, transformer_layer(m, kind, sharing), bytes_sent(m, tokens, sharing));
}

std::vector<LayerChain> two_branches(const Model& m, const Sharing& sharing) {
  std::vector<LayerChain> result(2);
  append_embeddings(result[0], m, sharing);
  for (const LayerKind& kind : layer_kinds(m))
    if (kind.role != LayerRole::fusion)
      append_kind(result[kind.role == LayerRole::text ? 0 : 1], m, kind, sharing, kind.sequence);
  return result;
}

std::string contents_of(std::span<const Layer> layers) {
  std::string text;
  for (std::size_t i = 0; i < layers.size();) {
    std::size_t end = i;
    while (end < layers.size() && layers[end].role == layers[i].role) ++end;
    const std::string name(to_string(layers[i].role));
    if (!text.empty()) text += ", ";
    text += end - i == 1 ? name : fmt::format("{} {}s", end - i, name);
    i = end;
  }
  return text;
}

}  // namespace

std::vector<LayerChain> layer_chains(const Model& m, const Sharing& sharing, Tables tables, bool branches) {
  if (branches) return two_branches(m, sharing);
  LayerChain chain;
  if (tables == Tables::whole) append_embeddings(chain, m, sharing);
  for (const LayerKind& kind : layer_kinds(m))
    append_kind(chain, m, kind, sharing, tokens_after(m, kind, tables));
  if (m.head && tables != Tables::sharded_both) append(chain, head_layer(m, head_sequence(m), sharing), 0);
  return {std::move(chain)};
}

StageCost price_layers(std::span<const Layer> layers, const Model& m, const Sharing& sharing,
                       CostModel& costs) {
  StageCost sum;
  bool has_table = false;
  for (const Layer& layer : layers) {
    const LayerPrice time = price(layer, m, sharing, costs);
    sum.time.forward += time.forward;
    sum.time.recomputation += time.recomputation;
    sum.time.input_gradient += time.input_gradient;
    sum.time.weight_gradient += time.weight_gradient;
    sum.kept += layer.kept;
    sum.forward_working = std::max(sum.forward_working, layer.forward_working);
    sum.backward_working = std::max(sum.backward_working, layer.backward_working);
    has_table = has_table || layer.role == LayerRole::embedding;
    if (layer.role != LayerRole::head || !m.tied || !has_table) sum.parameters += layer.parameters;
  }
  sum.contents = contents_of(layers);
  return sum;
}

}  // namespace repetend::data
