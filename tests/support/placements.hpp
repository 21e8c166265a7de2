// The placements of Tessel's paper (oracles: V, X, M, NN, NN-eager, K, MLLM), built by hand: the tests of the
// search do not depend on the scenario reader.
#pragma once

#include <string>

#include "sim/problem/problem.hpp"

namespace repetend::test {

struct PlacementSettings {
  int devices = 4;
  int micro_batches = 8;
  Bytes memory = unlimited;
  MemoryRelease release = MemoryRelease::start;
  bool training = true;
  Time forward = 1, backward = 3, gang = 1;
};

// shape: "v", "x", "m", "nn", "nn-eager", "k", "mllm".
Problem tessel_placement(const std::string& shape, const PlacementSettings&);

// The memory limit of the paper's experiments on n devices.
Bytes tessel_memory(const std::string& shape, int devices);

}  // namespace repetend::test
