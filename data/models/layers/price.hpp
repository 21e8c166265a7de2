// A layer's time from the costs of its operators and of the all-reduces of the devices that share it.
#pragma once

#include "data/models/layers/layer.hpp"
#include "data/models/operators/cost.hpp"

namespace repetend::data {

// The slowest link of a ring of devices.
struct RingLink {
  double bandwidth = 0;  // bytes/s each way, as far as it can be reached
  Time latency = 0;
};

// ns of an all-reduce of `bytes` on each of `members`, which every link of their ring carries at the same
// time (Patarasuk and Yuan, JPDC 2009): 2 (n - 1) steps of 1/n of the bytes. A reduce-scatter or an
// all-gather is half of it. Nothing for one member.
double all_reduce_ns(double bytes, std::int64_t members, const RingLink&);

// ns of one micro-batch on each of the devices that share the layer, all-reduces included.
struct LayerPrice {
  double forward = 0;
  double recomputation = 0;  // what of the forward pass the backward pass repeats
  double input_gradient = 0, weight_gradient = 0;
  double backward() const { return recomputation + input_gradient + weight_gradient; }
};

LayerPrice price(const Layer&, const Model&, std::int64_t shares, const RingLink&, CostModel&);

}  // namespace repetend::data
