#include "data/models/layers/layer.hpp"

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

// What recomputation does not keep comes back in the backward pass.
void recompute(const Model& m, double input, Layer& layer) {
  const double whole = layer.kept;
  if (m.recomputation == Recomputation::selective) {
    layer.kept -= layer.core;
    layer.backward_working += layer.core;
  } else if (m.recomputation == Recomputation::full) {
    layer.kept = input;
    layer.backward_working += whole;
  }
  if (!m.training) layer.kept = 0;
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

Layer transformer_layer(const Model& m, const LayerKind& kind, const Sharing& sharing) {
  Layer layer{{}, kind.role};
  layer += attention(m, kind, false, sharing);
  if (kind.attended > 0) layer += attention(m, kind, true, sharing);
  layer += mlp(m, kind, sharing);
  const double output = activation_bytes(m, kind.sequence);
  layer.backward_working += output;  // its gradient
  recompute(m, output, layer);
  return layer;
}

Layer embedding_layer(const Model& m, std::int64_t sequence, const Sharing& sharing) {
  return {look_up(m, sequence, sharing), LayerRole::embedding};
}

Layer head_layer(const Model& m, std::int64_t sequence, const Sharing& sharing) {
  return {logits(m, sequence, sharing), LayerRole::head};
}

double parameters(const Model& m) {
  double sum = 0;
  for (const LayerKind& kind : layer_kinds(m)) sum += transformer_layer(m, kind, {}).parameters;
  if (m.vocabulary > 0) sum += embedding_layer(m, m.sequence, {}).parameters;
  if (m.head && !m.tied) sum += head_layer(m, head_sequence(m), {}).parameters;
  return sum;
}

double model_flops(const Model& m) {
  double sum = 0;
  for (const LayerKind& kind : layer_kinds(m)) sum += transformer_layer(m, kind, {}).flops;
  if (m.head) sum += head_layer(m, head_sequence(m), {}).flops;
  return m.training ? 3 * sum : sum;
}

}  // namespace repetend::data
