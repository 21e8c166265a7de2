// Which layers a model has.
#pragma once

#include <string_view>
#include <vector>

#include "data/models/layers/model.hpp"

namespace repetend::data {

// What a layer is in its model.
enum class LayerRole { embedding, layer, encoder, decoder, text, image, fusion, head };
std::string_view to_string(LayerRole);  // "embedding", "layer", "encoder layer", ...

// What tells the transformer layers of a model apart.
struct LayerKind {
  LayerRole role = LayerRole::layer;
  std::int64_t sequence = 0;
  bool causal = true;
  std::int64_t attended = 0;  // tokens of another sequence that it attends to as well; 0: none
};

// The kinds of a model's transformer layers in order, first to last; of two_branch: text, image, fusion.
std::vector<LayerKind> layer_kinds(const Model&);
std::int64_t head_sequence(const Model&);  // tokens of a sequence that the head sees: of t5 the decoder's

}  // namespace repetend::data
