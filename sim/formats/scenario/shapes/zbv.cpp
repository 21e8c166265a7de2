#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// Qi et al., "Pipeline parallelism with controllable memory", NeurIPS 2024: down the devices and back up.
Pattern zbv_shape(const ShapeRequest& request) {
  const int p = request.devices;
  Pattern pattern{.costs = static_cast<std::size_t>(2 * p), .split = true};
  Chain chain(pattern);
  for (int s = 0; s < 2 * p; ++s) chain.stage(s, s < p ? s : 2 * p - 1 - s, static_cast<std::size_t>(s));
  return pattern;
}

}  // namespace repetend
