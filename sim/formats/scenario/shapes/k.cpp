#include <fmt/format.h>

#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// Lists of costs give branch a's stages, then branch b's.
Pattern k_shape(const ShapeRequest& request) {
  const int p = request.devices;
  if (p % 2 != 0)
    throw ShapeError(fmt::format("{} devices, expected an even number: each branch has half of them", p));
  Pattern pattern{.costs = static_cast<std::size_t>(p)};
  Chain a(pattern);
  Chain b(pattern);
  for (int s = 0; s < p / 2; ++s) a.stage(s, s, static_cast<std::size_t>(s), "a");
  for (int s = 0; s < p / 2; ++s)
    b.stage(s, p / 2 + s, static_cast<std::size_t>(p / 2) + static_cast<std::size_t>(s), "b");
  const std::size_t joined = b.last();
  a.gang(Gang::fusion);
  pattern.steps.back().after.push_back(joined);
  return pattern;
}

}  // namespace repetend
