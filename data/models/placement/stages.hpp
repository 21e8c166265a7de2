// The layers of a model in the order in which a micro-batch passes them, divided over the stages and gangs of
// a shape.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/models/layers/layer.hpp"
#include "data/models/placement/partition.hpp"
#include "sim/formats/scenario/shapes/shape.hpp"

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

struct StageRequest {
  Pattern pattern;
  Sharing stage_sharing, gang_sharing;
  Split split = Split::balanced;
  std::vector<int> given = {};  // layers by stage
  bool halves = false;          // a gang in the middle parts encoder and decoder
};

struct StageCosts {
  std::vector<StageCost> stages;  // by Step::cost
  std::vector<StageCost> gangs;   // in the order of the pattern's gangs
};

// Throws PlacementError.
StageCosts stage_costs(const Model&, const StageRequest&, CostModel&);

}  // namespace repetend::data
