#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// The embedding of the decoder stands before stage `split`.
Pattern two_embeddings(const ShapeRequest& request, int split) {
  if (request.devices < 2)
    throw ShapeError("one device, expected at least 2: the second embedding lies between two stages");
  Pattern pattern{.costs = static_cast<std::size_t>(request.devices)};
  Chain chain(pattern);
  chain.gang(Gang::embedding);
  for (int s = 0; s < request.devices; ++s) {
    if (s == split) chain.gang(Gang::second_embedding);
    chain.stage(s, s, static_cast<std::size_t>(s));
  }
  return pattern;
}

Pattern nn_shape(const ShapeRequest& request) { return two_embeddings(request, request.devices / 2); }

}  // namespace repetend
