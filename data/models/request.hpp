// What `model:` asks for (docs/model.md): a model, the GPU and network that it runs on, and how it is laid
// out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/models/layers/model.hpp"
#include "data/models/placement/partition.hpp"

namespace repetend {
class Node;
}

namespace repetend::data {

// The main placement, and which others are derived from it.
struct Layout {
  std::string shape;
  std::optional<int> chunks;
  Split split = Split::balanced;
  std::vector<int> given;                                // layers by stage
  std::optional<std::vector<std::string>> alternatives;  // by name; none: all that apply
};

struct Network {
  int node_size = 0;  // devices; 0: all in one node
  double bandwidth = 0;
  Time latency = 0;
};

struct ModelRequest {
  Model model;
  Layout layout;
  Gpu gpu;
  Network network;
  std::optional<int> global_batch;
};

// Both throw SourceError at the place that is to blame. A GPU is the name of one that we ship a description
// of, or a map that describes one.
ModelRequest read_model(const Node&);
Gpu read_gpu(const Node&);

}  // namespace repetend::data
