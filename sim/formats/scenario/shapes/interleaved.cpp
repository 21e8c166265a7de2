#include <fmt/format.h>

#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// Narayanan et al., "Efficient large-scale language model training on GPU clusters", SC 2021.
Pattern interleaved_shape(const ShapeRequest& request) {
  const int p = request.devices;
  if (request.stages && *request.stages % p != 0)
    throw ShapeError(
        fmt::format("{} stages on {} devices, expected a multiple of {}", *request.stages, p, p));
  const int chunks = request.chunks.value_or(request.stages ? *request.stages / p : 2);
  Pattern pattern{.costs = static_cast<std::size_t>(chunks * p)};
  Chain chain(pattern);
  for (int s = 0; s < chunks * p; ++s) chain.stage(s, s % p, static_cast<std::size_t>(s));
  return pattern;
}

}  // namespace repetend
