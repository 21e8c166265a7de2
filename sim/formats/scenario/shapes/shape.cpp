#include "sim/formats/scenario/shapes/shape.hpp"

#include <array>

namespace repetend {

std::string_view to_string(Gang gang) {
  constexpr std::array<std::string_view, 4> names{"E", "G", "H", "L"};
  return names[static_cast<std::size_t>(gang)];
}

Chain& Chain::stage(int stage, int device, int cost, std::string_view branch) {
  return add({.name = std::string(branch) + std::to_string(stage),
              .stage = stage,
              .device = device,
              .cost = static_cast<std::size_t>(cost)});
}

Chain& Chain::gang(Gang gang) {
  const std::size_t cost = last_ ? pattern_.steps[*last_].cost : 0;
  return add({.name = std::string(to_string(gang)), .stage = {}, .gang = gang, .cost = cost});
}

Chain& Chain::add(Step step) {
  if (last_) step.after = {*last_};
  last_ = pattern_.steps.size();
  pattern_.steps.push_back(std::move(step));
  return *this;
}

std::span<const Shape> all_shapes() {
#define SHAPE(function, name, summary) Shape{name, summary, function},
  static constexpr std::array shapes{
#include "sim/formats/scenario/shapes/shapes.def"
  };
#undef SHAPE
  return shapes;
}

}  // namespace repetend
