// A model divided over the stages and gangs of a shape.
#pragma once

#include <stdexcept>

#include "data/models/chain.hpp"
#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend::data {

// The model does not go onto this shape: what is wrong and what was expected; the reader adds the place.
struct PlacementError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct StageRequest {
  Pattern pattern;
  std::int64_t stage_devices = 1, gang_devices = 1;  // that share each layer
  RingLink stage_link, gang_link;                    // between those
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

bool has_gang(const Pattern&, std::string_view name);

}  // namespace repetend::data
