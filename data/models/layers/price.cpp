#include "data/models/layers/price.hpp"

namespace repetend::data {
namespace {

double cost_of(const Part& part, Phase phase, CostModel& costs) {
  Operator op = part.op;
  op.phase = phase;
  return part.count * static_cast<double>(costs.cost(op).time);
}

// The gradients of the whole layer are in one pass: each runs what the forward pass ran and as many
// all-reduces.
LayerPrice gradients(const Layer& layer, CostModel& costs) {
  LayerPrice price;
  for (const Part& part : layer.parts) {
    if (part.input_gradients > 0)
      price.input_gradient += part.input_gradients * cost_of(part, Phase::input_gradient, costs);
    if (part.weights) price.weight_gradient += cost_of(part, Phase::weight_gradient, costs);
  }
  for (const Part& part : layer.gradient_only) price.weight_gradient += cost_of(part, Phase::forward, costs);
  return price;
}

}  // namespace

double all_reduce_ns(double bytes, std::int64_t members, const RingLink& link) {
  if (members < 2) return 0;
  const auto n = static_cast<double>(members);
  constexpr double ns = 1e9;
  return 2 * (n - 1) * (bytes / n / link.bandwidth * ns + static_cast<double>(link.latency));
}

LayerPrice price(const Layer& layer, const Model& model, std::int64_t shares, const RingLink& link,
                 CostModel& costs) {
  LayerPrice price = model.training ? gradients(layer, costs) : LayerPrice{};
  double core = 0;
  for (const Part& part : layer.parts) {
    const double time = cost_of(part, Phase::forward, costs);
    price.forward += time;
    if (part.attention_core) core += time;
  }
  const double exchange = all_reduce_ns(layer.all_reduces.bytes, shares, link);
  price.forward += layer.all_reduces.forward * exchange;
  if (model.training) price.input_gradient += layer.all_reduces.backward * exchange;
  if (!model.training || layer.kept == 0) return price;
  if (model.recomputation == Recomputation::full) price.recomputation = price.forward;
  // The fused attention's gradient recomputes the scores anyway.
  if (model.recomputation == Recomputation::selective && !model.fused_attention) price.recomputation = core;
  return price;
}

}  // namespace repetend::data
