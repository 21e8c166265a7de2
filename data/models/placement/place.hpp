// A model on a shape: blocks with times, memory and transfers, and what never leaves the devices.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/models/layers/model.hpp"
#include "data/models/operators/cost.hpp"
#include "data/models/placement/partition.hpp"
#include "sim/problem/problem.hpp"

namespace repetend::data {

// What never leaves a device, in bytes; what the scenario says of `static` comes on top.
struct StaticMemory {
  Bytes weights = 0, gradients = 0, optimizer = 0;
  Bytes all() const { return weights + gradients + optimizer; }
};

struct PricedPlacement {
  std::string name, shape;
  std::int64_t tensor_parallel = 1;
  std::vector<std::string> stages = {};          // "F0: embedding, 8 layers"; gangs as well
  std::vector<StaticMemory> static_memory = {};  // by device
  std::vector<double> parameters = {};           // by device
  // What follows the plan; 0 where it is of the whole iteration, which has them as blocks.
  Time gradient_exchange = 0;  // ring all-reduce over the replicas, of the device with most
  Time optimizer_step = 0;     // of that device
};

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
