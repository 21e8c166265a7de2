#include "sim/formats/scenario/generator.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/suggest.hpp"

namespace repetend {
namespace {

const Shape& read_shape(const Node& node) {
  std::vector<std::string_view> names;
  for (const Shape& shape : all_shapes()) names.push_back(shape.name);
  if (!node.is(Document::Kind::map))
    node.fail_expecting("a placement such as {shape: v, forward: 1, backward: 3}");
  return all_shapes()[node.at("shape", "the placement").word(names)];
}

using Read = std::int64_t (Node::*)() const;  // how one of the values is read

bool is_gang(const Step& step) { return step.gang.has_value(); }

// The keys that mean something for this shape and mode.
std::vector<std::string_view> keys_of(const Shape& shape, const Pattern& pattern, bool training) {
  std::vector<std::string_view> keys{"shape", "mode", "stages", "forward", "bytes"};
  if (shape.make == interleaved_shape || shape.make == interleaved_zb_shape) keys.push_back("chunks");
  if (shape.make == v_shape || shape.make == zb_shape) keys.push_back("slices");
  if (training && pattern.split) keys.insert(keys.end(), {"input_gradient", "weight_gradient"});
  if (training && !pattern.split) keys.push_back("backward");
  if (training) keys.push_back("activation");
  if (std::ranges::any_of(pattern.steps, is_gang)) {
    keys.push_back("gang");
    if (training) keys.push_back("gang_activation");
  }
  return keys;
}

Pattern make_pattern(const Node& node, const Shape& shape, int devices) {
  ShapeRequest request{.devices = devices};
  if (const auto stages = node.find("stages")) request.stages = stages->integer(1, stage_limit);
  if (const auto chunks = node.find("chunks")) request.chunks = chunks->integer(1, stage_limit / devices);
  if (const auto slices = node.find("slices")) request.slices = slices->integer(1, stage_limit / devices);
  try {
    Pattern pattern = shape.make(request);
    if (request.stages && static_cast<std::size_t>(*request.stages) != pattern.costs)
      throw ShapeError(fmt::format("{} stages, expected {}: that is what shape {} has on {} devices",
                                   *request.stages, pattern.costs, shape.name, devices));
    return pattern;
  } catch (const ShapeError& error) {
    node.find("stages").value_or(node.at("shape", "the placement")).fail(error.what());
  }
}

// One value for every stage, or a list with one a stage.
std::vector<std::int64_t> by_stage(const Node& node, std::string_view key, std::size_t stages,
                                   std::int64_t otherwise, Read read) {
  const auto value = node.find(key);
  if (!value) return std::vector(stages, otherwise);
  if (!value->is(Document::Kind::list)) return std::vector<std::int64_t>(stages, ((*value).*read)());
  const auto items = value->items("a list");
  if (items.size() != stages)
    value->fail(fmt::format("{} values, expected one, or a list of {}: one a stage", items.size(), stages));
  std::vector<std::int64_t> result;
  for (const Node& item : items) result.push_back((item.*read)());
  return result;
}

// What one of several slices has of each value, rounded up.
std::vector<std::int64_t> in_slices(std::vector<std::int64_t> values, int slices) {
  for (std::int64_t& value : values) value = value / slices + (value % slices > 0);
  return values;
}

// One value for every gang, or a map by block name.
std::int64_t of_gang(const Node& node, std::string_view key, const std::string& gang, std::int64_t otherwise,
                     Read read) {
  const auto value = node.find(key);
  if (!value) return otherwise;
  if (!value->is(Document::Kind::map)) return ((*value).*read)();
  const auto entry = value->find(gang);
  return entry ? ((*entry).*read)() : otherwise;
}

// Gang maps may only name gangs that are there.
void check_gang_names(const Node& node, std::string_view key, const Pattern& pattern, bool mirrored) {
  const auto value = node.find(key);
  if (!value || !value->is(Document::Kind::map)) return;
  std::vector<std::string> names;
  for (const Step& step : pattern.steps)
    if (is_gang(step)) {
      names.push_back(step.name);
      if (mirrored) names.push_back(step.name + "b");
    }
  value->expect_keys(fmt::format("`{}`", key), {names.begin(), names.end()});
}

// The shape's devices are those of the problem, in the order that is given here.
void read_order(const Node& node, const Problem& problem, Pattern& pattern) {
  std::vector<int> order;
  for (const Node& item : node.items("a list of all devices such as [gpu1, gpu0]")) {
    const int device = static_cast<int>(read_device(item, problem).index());
    if (std::ranges::count(order, device) > 0)
      item.fail(fmt::format("{} again, expected each device once",
                            problem.devices[static_cast<std::size_t>(device)].name));
    order.push_back(device);
  }
  if (order.size() != problem.devices.size())
    node.fail(fmt::format("{} devices, expected all {}, each once", order.size(), problem.devices.size()));
  for (Step& step : pattern.steps)
    if (step.stage) step.device = order[static_cast<std::size_t>(step.device)];
}

}  // namespace

Generator read_generator(const Node& node, const Problem& problem) {
  const int devices = static_cast<int>(problem.devices.size());
  const Shape& shape = read_shape(node);
  Generator out;
  const auto mode = node.find("mode");
  out.training = !mode || mode->word({"training", "inference"}) == 0;
  out.pattern = make_pattern(node, shape, devices);
  node.expect_keys(
      fmt::format("{} placement of shape {}", out.training ? "a training" : "an inference", shape.name),
      keys_of(shape, out.pattern, out.training), {"order"});
  if (const auto order = node.find("order")) read_order(*order, problem, out.pattern);
  check_gang_names(node, "gang", out.pattern, out.training);
  check_gang_names(node, "gang_activation", out.pattern, false);
  const std::int64_t time = node.source().units.time;
  const std::int64_t memory = node.source().units.memory;
  const std::size_t stages = out.pattern.costs;
  const auto costs = [&](std::string_view key, std::int64_t otherwise, Read read) {
    return in_slices(by_stage(node, key, stages, otherwise, read), out.pattern.slices);
  };
  out.forward = costs("forward", time, &Node::duration);
  out.backward = costs("backward", checked_mul(3, time), &Node::duration);
  out.input_gradient = costs("input_gradient", time, &Node::duration);
  out.weight_gradient = costs("weight_gradient", time, &Node::duration);
  out.activation = costs("activation", out.training ? memory : 0, &Node::bytes);
  out.bytes = costs("bytes", 0, &Node::bytes);
  for (const Step& step : out.pattern.steps) {
    if (!is_gang(step)) continue;
    out.gangs.push_back(
        {.forward = of_gang(node, "gang", step.name, time, &Node::duration),
         .backward = of_gang(node, "gang", step.name + "b", time, &Node::duration),
         .activation = of_gang(node, "gang_activation", step.name,
                               out.training && step.gang == Gang::fusion ? memory : 0, &Node::bytes)});
  }
  return out;
}

}  // namespace repetend
