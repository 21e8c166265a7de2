// `gpu:` of a model: the name of one we ship a description of, or a map that describes one.
#include <fmt/format.h>

#include "data/models/request.hpp"
#include "sim/core/suggest.hpp"
#include "sim/formats/scenario/node.hpp"
#include "sim/formats/scenario/units.hpp"

namespace repetend::data {
namespace {

const Gpu& known_gpu(const Node& node) {
  const std::string& name = node.text("the name of a GPU such as h100-sxm, or a map that describes one");
  if (const Gpu* gpu = find_gpu(name)) return *gpu;
  std::vector<std::string_view> names;
  for (const Gpu& gpu : all_gpus()) names.push_back(gpu.name);
  node.fail(fmt::format("no description of GPU '{}', expected {}, or a map that describes it{}", name,
                        any_of(names), did_you_mean(name, names)));
}

// "989.4", in 10^12 FLOP/s.
double tera_flops(const Node& node) {
  constexpr double per_unit = 1e12 / static_cast<double>(unit_speed);
  return static_cast<double>(node.speed()) * per_unit;
}

double fraction(const Node& node) {
  const double value = static_cast<double>(node.speed()) / static_cast<double>(unit_speed);
  if (value > 1)
    node.fail(fmt::format("{}, expected a fraction of the peak, at most 1", node.document().scalar));
  return value;
}

}  // namespace

Gpu read_gpu(const Node& node) {
  if (!node.is(Document::Kind::map)) return known_gpu(node);
  node.expect_keys("a GPU", {"name", "like", "device", "fp32", "fp16", "bf16", "memory", "memory_bandwidth",
                             "link_bandwidth", "link_latency", "matmul_fraction", "attention_fraction",
                             "memory_fraction", "link_fraction"});
  Gpu gpu = known_gpu(node.at("like", "the GPU"));
  if (const auto name = node.find("name")) gpu.name = gpu.device = name->name("the GPU's name");
  if (const auto device = node.find("device"))
    gpu.device = device->text("the GPU's name in the cost database");
  for (const Precision precision : {Precision::fp32, Precision::fp16, Precision::bf16})
    if (const auto rate = node.find(to_string(precision)))
      gpu.flops[static_cast<std::size_t>(precision)] = tera_flops(*rate);
  if (const auto memory = node.find("memory")) gpu.memory = memory->bytes();
  if (const auto rate = node.find("memory_bandwidth"))
    gpu.memory_bandwidth = static_cast<double>(rate->bandwidth());
  if (const auto rate = node.find("link_bandwidth"))
    gpu.link_bandwidth = static_cast<double>(rate->bandwidth());
  if (const auto latency = node.find("link_latency")) gpu.link_latency = latency->time();
  if (const auto part = node.find("matmul_fraction")) gpu.matmul_fraction = fraction(*part);
  if (const auto part = node.find("attention_fraction")) gpu.attention_fraction = fraction(*part);
  if (const auto part = node.find("memory_fraction")) gpu.memory_fraction = fraction(*part);
  if (const auto part = node.find("link_fraction")) gpu.link_fraction = fraction(*part);
  return gpu;
}

}  // namespace repetend::data
