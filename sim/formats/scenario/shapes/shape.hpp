// The shapes of `placement:`. A shape lists the forward steps of one micro-batch; the backward pass mirrors
// them, so a shape says nothing about it. To add one, write its function in pipelines.cpp or gangs.cpp and a
// line in shapes.def.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace repetend {

// What all devices do together: the parts of a model that are divided over them.
enum class Gang { embedding, second_embedding, head, fusion };
std::string_view to_string(Gang);  // the name of its block: "E", "G", "H", "L"

// A forward block: of a stage on one device, or a gang on all of them.
struct Step {
  std::string name;          // a stage's is what follows F, B, I and W; a gang's is the block's name
  std::optional<int> stage;  // none: a gang
  std::optional<Gang> gang = {};
  int device = 0;        // of a stage
  std::size_t cost = 0;  // which entry of the lists of costs; a gang's: whose output it passes on
  std::vector<std::size_t> after = {};  // steps
};

struct Pattern {
  std::vector<Step> steps = {};
  std::size_t costs = 0;  // entries of a list of costs by stage
  bool split = false;     // the backward is split into input and weight gradients
  int slices = 1;         // a step is this part of what its costs say
};

// Appends steps one after the other.
class Chain {
 public:
  explicit Chain(Pattern& pattern) : pattern_(pattern) {}
  // Stage `stage` on `device`; `branch` tells several chains apart in the names ("d", "u", "a", "b").
  Chain& stage(int stage, int device, int cost, std::string_view branch = "");
  Chain& gang(Gang);
  std::size_t last() const { return *last_; }

 private:
  Chain& add(Step);
  Pattern& pattern_;
  std::optional<std::size_t> last_;
};

struct ShapeRequest {
  int devices = 0;
  std::optional<int> stages = {}, chunks = {}, slices = {};
};

// The request does not fit the shape: what is wrong and what was expected; the reader adds the place.
struct ShapeError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Shape {
  std::string_view name;
  std::string_view summary;
  Pattern (*make)(const ShapeRequest&);
};
std::span<const Shape> all_shapes();  // in the order of shapes.def

#define SHAPE(function, name, summary) Pattern function(const ShapeRequest&);
#include "sim/formats/scenario/shapes/shapes.def"
#undef SHAPE

}  // namespace repetend
