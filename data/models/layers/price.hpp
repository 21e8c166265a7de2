// A layer's time from the costs of its operators and of its collectives.
#pragma once

#include "data/models/layers/layer.hpp"
#include "data/models/operators/cost.hpp"

namespace repetend::data {

// ns of one micro-batch on each of the devices that share the layer, collectives included.
struct LayerPrice {
  double forward = 0;
  double recomputation = 0;  // what of the forward pass the backward pass repeats
  double input_gradient = 0, weight_gradient = 0;
  double backward() const { return recomputation + input_gradient + weight_gradient; }
};

LayerPrice price(const Layer&, const Model&, const Sharing&, CostModel&);

}  // namespace repetend::data
