// A model divided over the stages and gangs of a shape.
#pragma once

#include "data/models/placement/chain.hpp"
#include "data/models/placement/partition.hpp"
#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend::data {

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
