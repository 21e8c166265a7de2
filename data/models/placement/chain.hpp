// The layers of a placement in the order in which a micro-batch passes them, and their division into stages.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/models/layers/price.hpp"

namespace repetend::data {

// What a stage or a gang costs each of its devices in one micro-batch: times in ns, memory in bytes.
struct StageCost {
  LayerPrice time;
  double kept = 0, forward_working = 0, backward_working = 0;
  double parameters = 0;
  double output = 0;     // bytes it sends on
  std::string contents;  // "embedding, 8 layers"
};

struct LayerChain {
  std::vector<Layer> layers;
  std::vector<double> outputs;  // by layer: the bytes that pass from it to the next
};

// Where the tables of words lie.
enum class Tables { whole, sharded_embedding, sharded_both };

// The chains of the model: one, or the two branches of two_branch when `branches`. Sharded tables are not in
// it: they are gangs of their own.
std::vector<LayerChain> layer_chains(const Model&, const Sharing&, Tables, bool branches);

// The price of layers that run one after the other on the same devices.
StageCost price_layers(std::span<const Layer>, const Model&, const Sharing&, CostModel&);

}  // namespace repetend::data
