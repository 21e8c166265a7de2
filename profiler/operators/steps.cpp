#include "profiler/operators/steps.hpp"

#include <algorithm>
#include <set>

#include "data/models/layers/layer.hpp"

namespace repetend::profiler {
namespace {

using data::Layer;
using data::Model;
using data::Operator;
using data::Part;
using data::Phase;

Operator in_phase(Operator op, Phase phase) {
  op.phase = phase;
  return op;
}

template <class Function>
void for_each_gradient(const Part& part, Function fn) {
  for (int i = 0; i < part.input_gradients; ++i) fn(in_phase(part.op, Phase::input_gradient));
  if (part.weights) fn(in_phase(part.op, Phase::weight_gradient));
}

data::Sharing sharing_of(const Model& model) { return {{.members = model.tensor_parallel}}; }

Layer layer_of(const Model& model) {
  return transformer_layer(model, data::layer_kinds(model).front(), sharing_of(model));
}

// What is repeated twice is one operator run twice.
int times(const Part& part) { return static_cast<int>(part.count); }

}  // namespace

std::vector<Operator> operators_of(const Model& model) {
  std::vector<Layer> layers{layer_of(model)};
  if (model.vocabulary > 0) {
    layers.push_back(embedding_layer(model, model.sequence, sharing_of(model)));
    layers.push_back(head_layer(model, head_sequence(model), sharing_of(model)));
  }
  std::set<Operator> all;
  for (const Layer& layer : layers) {
    for (const Part& part : layer.parts) {
      all.insert(part.op);
      if (model.training) for_each_gradient(part, [&](const Operator& op) { all.insert(op); });
    }
    if (!model.training) continue;
    for (const Part& part : layer.gradient_only) all.insert(part.op);
    all.insert({data::OperatorKind::optimizer_step,
                Phase::weight_gradient,
                model.precision,
                {static_cast<std::int64_t>(layer.parameters)}});
  }
  return {all.begin(), all.end()};
}

std::vector<Operator> layer_steps(const Model& model) {
  const Layer layer = layer_of(model);
  std::vector<Operator> steps;
  for (const Part& part : layer.parts)
    for (int i = 0; i < times(part); ++i) steps.push_back(part.op);
  if (!model.training) return steps;
  for (auto part = layer.parts.rbegin(); part != layer.parts.rend(); ++part)
    for (int i = 0; i < times(*part); ++i)
      for_each_gradient(*part, [&](const Operator& op) { steps.push_back(op); });
  return steps;
}

}  // namespace repetend::profiler
