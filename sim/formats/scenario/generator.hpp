// A shape and its costs, and their expansion into blocks and edges: `placement:` (docs/scenario.md), and
// whatever else knows the costs of a shape.
#pragma once

#include <vector>

#include "sim/formats/scenario/reader.hpp"
#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

struct GangCosts {
  Time forward = 0, backward = 0;
  Bytes activation = 0;  // kept on every device from the gang to its mirror
};

struct Generator {
  Pattern pattern;
  bool training = true;
  std::vector<Time> forward, backward, input_gradient, weight_gradient;  // by Step::cost
  std::vector<Bytes> activation;
  std::vector<Bytes> bytes;      // what a stage sends on, and gets the gradient of; by Step::cost
  std::vector<GangCosts> gangs;  // in the order of the pattern's gangs
};

// The devices of the problem are there already.
Generator read_generator(const Node& placement, const Problem&);

// What a generated block is of: a step of the pattern, and its forward or its backward pass.
struct Origin {
  std::size_t step = 0;
  bool backward = false;
};

// Appends the generator's blocks and edges to the problem: the forward steps in order, then, for training,
// their mirrors in reverse. Returns where each of these blocks is from.
std::vector<Origin> expand(const Generator&, Problem&);

}  // namespace repetend
