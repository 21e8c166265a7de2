#include "data/models/layers/price.hpp"

namespace repetend::data {
namespace {

double cost_of(const Part& part, Phase phase, CostModel& costs) {
  Operator op = part.op;
  op.phase = phase;
  return part.count * static_cast<double>(costs.cost(op).time);
}

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

LayerPrice price(const Layer& layer, const Model& model, const Sharing& sharing, CostModel& costs) {
  LayerPrice price = model.training ? gradients(layer, costs) : LayerPrice{};
  double core = 0;
  for (const Part& part : layer.parts) {
    const double time = cost_of(part, Phase::forward, costs);
    price.forward += time;
    if (part.attention_core) core += time;
  }
  for (const Collective& collective : layer.collectives) {
    const double time = collective_ns(collective.kind, collective.bytes, sharing.*collective.group);
    price.forward += collective.forward * time;
    if (model.training) price.input_gradient += collective.backward * time;
  }
  if (!model.training || layer.kept == 0) return price;
  if (model.recomputation == Recomputation::full) price.recomputation = price.forward;
  // The fused attention's gradient recomputes the scores anyway.
  if (model.recomputation == Recomputation::selective && !model.fused_attention) price.recomputation = core;
  return price;
}

}  // namespace repetend::data
