// Shapes whose blocks all run on one device each: plain pipelines, and those that fold or cross.
#include <fmt/format.h>

#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

// Slices of a sequence (Sun et al., "Seq1F1B", 2024): attention looks back, so a slice of a stage follows the
// slice before it; the mirrors, which are the other way round, hand back what it needs of the slice after it.
Pattern v_shape(const ShapeRequest& request) {
  const int slices = request.slices.value_or(1);
  Pattern pattern{.costs = static_cast<std::size_t>(request.devices), .slices = slices};
  const auto step = [&](int s, int j) { return static_cast<std::size_t>(s * slices + j); };
  for (int s = 0; s < request.devices; ++s)
    for (int j = 0; j < slices; ++j) {
      std::vector<std::size_t> after;
      if (s > 0) after.push_back(step(s - 1, j));
      if (j > 0) after.push_back(step(s, j - 1));
      pattern.steps.push_back({.name = slices == 1 ? fmt::format("{}", s) : fmt::format("{}s{}", s, j),
                               .stage = s,
                               .device = s,
                               .cost = static_cast<std::size_t>(s),
                               .after = std::move(after)});
    }
  return pattern;
}

Pattern zb_shape(const ShapeRequest& request) {
  Pattern pattern = v_shape(request);
  pattern.split = true;
  return pattern;
}

// Narayanan et al., "Efficient large-scale language model training on GPU clusters", SC 2021.
Pattern interleaved_shape(const ShapeRequest& request) {
  const int p = request.devices;
  if (request.stages && *request.stages % p != 0)
    throw ShapeError(
        fmt::format("{} stages on {} devices, expected a multiple of {}", *request.stages, p, p));
  const int chunks = request.chunks.value_or(request.stages ? *request.stages / p : 2);
  Pattern pattern{.costs = static_cast<std::size_t>(chunks * p)};
  Chain chain(pattern);
  for (int s = 0; s < chunks * p; ++s) chain.stage(s, s % p, s);
  return pattern;
}

// As interleaved, for schedules that hold back weight gradients: ZB1P of torch.distributed.pipelining.
Pattern interleaved_zb_shape(const ShapeRequest& request) {
  Pattern pattern = interleaved_shape(request);
  pattern.split = true;
  return pattern;
}

// Qi et al., "Pipeline parallelism with controllable memory", NeurIPS 2024: down the devices and back up.
Pattern vee_shape(const ShapeRequest& request) {
  const int p = request.devices;
  Pattern pattern{.costs = static_cast<std::size_t>(2 * p)};
  Chain chain(pattern);
  for (int s = 0; s < 2 * p; ++s) chain.stage(s, s < p ? s : 2 * p - 1 - s, s);
  return pattern;
}

Pattern zbv_shape(const ShapeRequest& request) {
  Pattern pattern = vee_shape(request);
  pattern.split = true;
  return pattern;
}

// Li and Hoefler, "Chimera", SC 2021: the stages of the second pipeline lie on the devices in reverse. Both
// pipelines cost the same by stage.
Pattern x_shape(const ShapeRequest& request) {
  const int p = request.devices;
  Pattern pattern{.costs = static_cast<std::size_t>(p)};
  Chain down(pattern);
  for (int s = 0; s < p; ++s) down.stage(s, s, s, "d");
  Chain up(pattern);
  for (int s = 0; s < p; ++s) up.stage(s, p - 1 - s, s, "u");
  return pattern;
}

// DeepSeek-V3 technical report, 2024: every device holds a stage of either direction.
Pattern dualpipe_shape(const ShapeRequest& request) {
  Pattern pattern = x_shape(request);
  pattern.split = true;
  return pattern;
}

}  // namespace repetend
