#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

Pattern zb_shape(const ShapeRequest& request) {
  Pattern pattern = v_shape(request);
  pattern.split = true;
  return pattern;
}

}  // namespace repetend
