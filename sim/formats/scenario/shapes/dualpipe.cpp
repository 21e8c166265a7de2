#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// DeepSeek-V3 technical report, 2024: every device holds a stage of either direction.
Pattern dualpipe_shape(const ShapeRequest& request) {
  Pattern pattern = x_shape(request);
  pattern.split = true;
  return pattern;
}

}  // namespace repetend
