#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

Pattern mllm_shape(const ShapeRequest& request) {
  Pattern pattern = m_shape(request);
  Step head{.name = "H", .stage = {}, .cost = pattern.costs - 1};
  head.after = {pattern.steps.size() - 1};
  pattern.steps.push_back(std::move(head));
  return pattern;
}

}  // namespace repetend
