#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

Pattern mllm_shape(const ShapeRequest& request) {
  Pattern pattern = m_shape(request);
  Step head{
      .name = std::string(to_string(Gang::head)), .stage = {}, .gang = Gang::head, .cost = pattern.costs - 1};
  head.after = {pattern.steps.size() - 1};
  pattern.steps.push_back(std::move(head));
  return pattern;
}

}  // namespace repetend
