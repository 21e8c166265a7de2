// The layers of a model, each the sum of its sublayers, and their times from the costs of operators and
// collectives.
#pragma once

#include "data/models/layers/sublayer.hpp"
#include "data/models/operators/cost.hpp"

namespace repetend::data {

// What it keeps and works with is after recomputation: of the whole layer, or of the attention's scores.
struct Layer : Sublayer {
  LayerRole role = LayerRole::layer;
};

Layer transformer_layer(const Model&, const LayerKind&, const Sharing&);
Layer embedding_layer(const Model&, std::int64_t sequence, const Sharing&);
Layer head_layer(const Model&, std::int64_t sequence, const Sharing&);

// ns of one micro-batch on each of the devices that share the layer, collectives included.
struct LayerPrice {
  double forward = 0;
  double recomputation = 0;  // what of the forward pass the backward pass repeats
  double input_gradient = 0, weight_gradient = 0;
  double backward() const { return recomputation + input_gradient + weight_gradient; }
};

LayerPrice price(const Layer&, const Model&, const Sharing&, CostModel&);

// All weights of the model, embeddings included.
double parameters(const Model&);

// Floating-point operations of one micro-batch: forward and, in training, twice that for the backward;
// recomputation does not count and causal attention counts in full (Chowdhery et al., PaLM, 2022, appendix
// B).
double model_flops(const Model&);

}  // namespace repetend::data
