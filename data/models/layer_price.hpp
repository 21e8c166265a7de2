// A layer's time from the costs of its operators.
#pragma once

#include "data/models/collective.hpp"
#include "data/models/cost.hpp"
#include "data/models/layer.hpp"

namespace repetend::data {

// ns of one micro-batch on each of the devices that share the layer, all-reduces included.
struct LayerPrice {
  double forward = 0;
  double recomputation = 0;  // what of the forward pass the backward pass repeats
  double input_gradient = 0, weight_gradient = 0;
  double backward() const { return recomputation + input_gradient + weight_gradient; }
};

LayerPrice price(const Layer&, const Model&, std::int64_t shares, const RingLink&, CostModel&);

}  // namespace repetend::data
