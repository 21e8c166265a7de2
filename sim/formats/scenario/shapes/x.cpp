#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// Li and Hoefler, "Chimera", SC 2021: the stages of the second pipeline lie on the devices in reverse. Both
// pipelines cost the same by stage.
Pattern x_shape(const ShapeRequest& request) {
  const int p = request.devices;
  Pattern pattern{.costs = static_cast<std::size_t>(p)};
  Chain down(pattern);
  for (int s = 0; s < p; ++s) down.stage(s, s, static_cast<std::size_t>(s), "d");
  Chain up(pattern);
  for (int s = 0; s < p; ++s) up.stage(s, p - 1 - s, static_cast<std::size_t>(s), "u");
  return pattern;
}

}  // namespace repetend
