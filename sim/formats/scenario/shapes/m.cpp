#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

Pattern m_shape(const ShapeRequest& request) {
  Pattern pattern{.costs = static_cast<std::size_t>(request.devices)};
  Chain chain(pattern);
  chain.gang(Gang::embedding);
  for (int s = 0; s < request.devices; ++s) chain.stage(s, s, static_cast<std::size_t>(s));
  return pattern;
}

}  // namespace repetend
