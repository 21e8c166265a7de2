// A model on a shape: blocks with times, memory and transfers, and what never leaves the devices.
#pragma once

#include "data/models/pricing.hpp"
#include "data/models/stages.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::data {

struct PlacementRequest {
  std::string name;
  std::string shape;  // of sim/formats/scenario/shapes
  std::optional<int> chunks = {};
  std::int64_t tensor_parallel = 1;
  Split split = Split::balanced;
  std::vector<int> given = {};  // layers by stage
};

struct PlacedModel {
  Problem problem;
  PricedPlacement priced;
};

// cluster: a problem with devices and links and no blocks yet; its devices' static memory stays and the
// model's is added. Throws PlacementError.
PlacedModel place(const Model&, const PlacementRequest&, const Problem& cluster, CostModel&);

}  // namespace repetend::data
