// Shapes with gangs, which all devices run at once: embeddings and heads that are sharded over them.
#include <fmt/format.h>

#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

namespace {

// The embedding, the stages with that of the decoder before stage `split`, if there is one, and the head.
Pattern chain_with_gangs(const ShapeRequest& request, std::optional<int> split, bool head) {
  Pattern pattern{.costs = static_cast<std::size_t>(request.devices)};
  Chain chain(pattern);
  chain.gang(Gang::embedding);
  for (int s = 0; s < request.devices; ++s) {
    if (s == split) chain.gang(Gang::second_embedding);
    chain.stage(s, s, s);
  }
  if (head) chain.gang(Gang::head);
  return pattern;
}

Pattern two_embeddings(const ShapeRequest& request, int split) {
  if (request.devices < 2)
    throw ShapeError("one device, expected at least 2: the second embedding lies between two stages");
  return chain_with_gangs(request, split, false);
}

}  // namespace

Pattern m_shape(const ShapeRequest& request) { return chain_with_gangs(request, {}, false); }
Pattern mllm_shape(const ShapeRequest& request) { return chain_with_gangs(request, {}, true); }
Pattern nn_shape(const ShapeRequest& request) { return two_embeddings(request, request.devices / 2); }
Pattern nn_eager_shape(const ShapeRequest& request) { return two_embeddings(request, 1); }

// Lists of costs give branch a's stages, then branch b's.
Pattern k_shape(const ShapeRequest& request) {
  const int p = request.devices;
  if (p % 2 != 0)
    throw ShapeError(fmt::format("{} devices, expected an even number: each branch has half of them", p));
  Pattern pattern{.costs = static_cast<std::size_t>(p)};
  Chain a(pattern);
  Chain b(pattern);
  for (int s = 0; s < p / 2; ++s) a.stage(s, s, s, "a");
  for (int s = 0; s < p / 2; ++s) b.stage(s, p / 2 + s, p / 2 + s, "b");
  const std::size_t joined = b.last();
  a.gang(Gang::fusion);
  pattern.steps.back().after.push_back(joined);
  return pattern;
}

}  // namespace repetend
