#include "data/models/request.hpp"

#include <fmt/format.h>

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

const std::vector<std::string_view> families{"gpt", "llama", "t5", "two-branch"};
const std::vector<std::string_view> shapes{"v",        "interleaved", "m",  "mllm", "nn",
                                           "nn-eager", "k",           "zb", "zbv",  "tensor-parallel"};

// Products of any four of these fit 64 bits.
constexpr int hidden_limit = 1 << 20, heads_limit = 1 << 14, sequence_limit = 1 << 22,
              vocabulary_limit = 1 << 28, batch_limit = 1 << 16;

// The members of one map, with defaults.
class Keys {
 public:
  explicit Keys(const Node& node) : node_(node) {}

  std::int64_t required(std::string_view key, int most) const {
    return node_.at(key, "the model").integer(1, most);
  }
  std::int64_t number(std::string_view key, std::int64_t otherwise, int least, int most) const {
    const auto value = node_.find(key);
    return value ? value->integer(least, most) : otherwise;
  }
  bool flag(std::string_view key, bool otherwise) const {
    const auto value = node_.find(key);
    return value ? value->word({"false", "true"}) == 1 : otherwise;
  }
  std::size_t word(std::string_view key, std::size_t otherwise,
                   const std::vector<std::string_view>& words) const {
    const auto value = node_.find(key);
    return value ? value->word(words) : otherwise;
  }
  [[noreturn]] void fail(std::string_view key, const std::string& message) const {
    node_.find(key).value_or(node_).fail(message);
  }

 private:
  const Node& node_;
};

// The keys that mean something for this family.
std::vector<std::string_view> keys_of(Family family) {
  std::vector<std::string_view> keys{"family",          "gpu",
                                     "layers",          "hidden",
                                     "heads",           "ffn",
                                     "sequence",        "vocabulary",
                                     "precision",       "mode",
                                     "micro_batch",     "global_batch",
                                     "recomputation",   "attention",
                                     "tensor_parallel", "sequence_parallel",
                                     "data_parallel",   "data_parallel_bandwidth",
                                     "optimizer",       "sharded_optimizer",
                                     "iteration",       "shape",
                                     "chunks",          "split",
                                     "alternatives",    "network"};
  if (family == Family::t5) keys.insert(keys.end(), {"decoder_layers", "decoder_sequence"});
  if (family == Family::two_branch) keys.insert(keys.end(), {"fusion_layers", "image_sequence"});
  if (family == Family::llama) keys.push_back("kv_heads");
  if (family != Family::two_branch) keys.insert(keys.end(), {"head", "tied"});
  return keys;
}

// Llama's inner width (Touvron et al., 2023): 2/3 of 4 h, as its code rounds it, up to a multiple of 256.
std::int64_t default_ffn(const Model& m) {
  return m.gated() ? (8 * m.hidden / 3 + 255) / 256 * 256 : 4 * m.hidden;
}

void read_sizes(const Keys& keys, Model& m) {
  m.layers = keys.required("layers", layer_limit);
  m.hidden = keys.required("hidden", hidden_limit);
  m.heads = keys.required("heads", heads_limit);
  if (m.hidden % m.heads != 0)
    keys.fail("heads", fmt::format("{} heads do not divide the hidden size of {}, expected a divisor",
                                   m.heads, m.hidden));
  m.kv_heads = keys.number("kv_heads", m.heads, 1, heads_limit);
  if (m.heads % m.kv_heads != 0)
    keys.fail("kv_heads",
              fmt::format("{} key and value heads, expected a divisor of the {} heads", m.kv_heads, m.heads));
  m.ffn = keys.number("ffn", default_ffn(m), 1, 8 * hidden_limit);
  m.sequence = keys.required("sequence", sequence_limit);
  const bool optional_words = m.family == Family::two_branch;
  m.vocabulary = optional_words ? keys.number("vocabulary", 0, 1, vocabulary_limit)
                                : keys.required("vocabulary", vocabulary_limit);
  if (m.family == Family::t5) {
    m.decoder_layers = keys.number("decoder_layers", m.layers, 1, layer_limit);
    m.second_sequence = keys.number("decoder_sequence", m.sequence, 1, sequence_limit);
  }
  if (m.family == Family::two_branch) {  // Singh et al., FLAVA, 2022: 12 text, 12 image, 6 multimodal layers
    m.fusion_layers = keys.number("fusion_layers", (m.layers + 1) / 2, 1, layer_limit);
    m.second_sequence = keys.required("image_sequence", sequence_limit);
  }
  m.head = m.family != Family::two_branch && keys.flag("head", true);
  m.tied = keys.flag("tied", m.family != Family::llama);
}

// A map is of a whole iteration.
Iteration read_iteration(const Node& node) {
  if (!node.is(Document::Kind::map)) return {.whole = node.word({"micro-batches", "whole"}) == 1};
  node.expect_keys("an iteration", {"buckets", "overlap"});
  const Keys keys(node);
  return {.whole = true,
          .buckets = static_cast<int>(keys.number("buckets", 1, 1, bucket_limit)),
          .overlap = keys.flag("overlap", true)};
}

void read_run(const Keys& keys, const Node& node, Model& m) {
  m.precision = static_cast<Precision>(keys.word("precision", 2, {"fp32", "fp16", "bf16"}));
  m.training = keys.word("mode", 0, {"training", "inference"}) == 0;
  m.micro_batch = keys.number("micro_batch", 1, 1, batch_limit);
  m.recomputation = static_cast<Recomputation>(keys.word("recomputation", 0, {"none", "selective", "full"}));
  m.fused_attention = keys.word("attention", 0, {"fused", "unfused"}) == 0;
  m.tensor_parallel = keys.number("tensor_parallel", 1, 1, 4096);
  m.sequence_parallel = keys.flag("sequence_parallel", false);
  m.data_parallel = keys.number("data_parallel", 1, 1, batch_limit);
  if (const auto bandwidth = node.find("data_parallel_bandwidth"))
    m.data_parallel_bandwidth = static_cast<double>(bandwidth->bandwidth());
  m.optimizer = keys.word("optimizer", 0, {"adam", "none"}) == 0;
  m.sharded_optimizer = keys.flag("sharded_optimizer", false);
  if (const auto iteration = node.find("iteration")) {
    m.iteration = read_iteration(*iteration);
    if (m.iteration.whole && !m.training)
      iteration->fail("a whole iteration of inference, expected mode training");
  }
  if (m.heads % m.tensor_parallel != 0)
    keys.fail("tensor_parallel",
              fmt::format("{} heads do not divide over {} devices, expected a divisor of them", m.heads,
                          m.tensor_parallel));
}

std::string_view default_shape(const Model& m) {
  switch (m.family) {
    case Family::t5:
      return m.training ? "nn-eager" : "nn";
    case Family::two_branch:
      return "k";
    default:
      return "v";
  }
}

void require_shape(const Keys& keys, const Model& m, const std::string& shape) {
  const bool tables = shape == "nn" || shape == "nn-eager", branches = shape == "k";
  if (tables && m.family != Family::t5)
    keys.fail("shape", fmt::format("{}: only for family t5, which has an encoder and a decoder", shape));
  if (branches && m.family != Family::two_branch) keys.fail("shape", "k: only for family two-branch");
  if ((shape == "m" || shape == "mllm") && m.family != Family::gpt && m.family != Family::llama)
    keys.fail("shape", fmt::format("{}: only for families gpt and llama, which have one embedding", shape));
  if (shape == "mllm" && !m.head) keys.fail("shape", "mllm shards the head too, expected `head: true`");
}

Layout read_layout(const Keys& keys, const Node& node, const Model& m) {
  Layout layout;
  const auto shape = node.find("shape");
  layout.shape = shape ? std::string(shapes[shape->word(shapes)]) : std::string(default_shape(m));
  require_shape(keys, m, layout.shape);
  if (const auto chunks = node.find("chunks")) {
    if (layout.shape != "interleaved") chunks->fail("chunks are for shape interleaved");
    layout.chunks = chunks->integer(1, layer_limit);
  }
  if (const auto split = node.find("split")) {
    if (split->is(Document::Kind::list)) {
      layout.split = Split::given;
      for (const Node& item : split->items("")) layout.given.push_back(item.integer(0, layer_limit));
    } else {
      layout.split = static_cast<Split>(split->word({"balanced", "even"}));
    }
  }
  if (const auto names = node.find("alternatives")) {
    layout.alternatives.emplace();
    for (const Node& item : names->items("a list such as [whole-layers, tensor-parallel], or []"))
      layout.alternatives->push_back(item.text("the name of a derived placement"));
  }
  return layout;
}

Network read_network(const Node& node) {
  node.expect_keys("the network", {"node_size", "bandwidth", "latency"});
  Network network;
  network.node_size = node.at("node_size", "the network").integer(1, 65'536);
  network.bandwidth = static_cast<double>(node.at("bandwidth", "the network").bandwidth());
  if (const auto latency = node.find("latency")) network.latency = latency->time();
  return network;
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
  if (const auto latency = node.find("link_latency")) gpu.link_latency = latency->time();
  for (const auto& [key, rate] : {std::pair{"memory_bandwidth", &Gpu::memory_bandwidth},
                                  std::pair{"link_bandwidth", &Gpu::link_bandwidth}})
    if (const auto value = node.find(key)) gpu.*rate = static_cast<double>(value->bandwidth());
  for (const auto& [key, part] :
       {std::pair{"matmul_fraction", &Gpu::matmul_fraction},
        std::pair{"attention_fraction", &Gpu::attention_fraction},
        std::pair{"memory_fraction", &Gpu::memory_fraction}, std::pair{"link_fraction", &Gpu::link_fraction}})
    if (const auto value = node.find(key)) gpu.*part = fraction(*value);
  return gpu;
}

ModelRequest read_model(const Node& node) {
  if (!node.is(Document::Kind::map))
    node.fail_expecting(
        "a model such as {family: gpt, gpu: h100-sxm, layers: 32, hidden: 4096, heads: 32, ...}");
  const Family family = static_cast<Family>(node.at("family", "the model").word(families));
  node.expect_keys(fmt::format("a model of family {}", families[static_cast<std::size_t>(family)]),
                   keys_of(family));
  const Keys keys(node);
  ModelRequest request;
  Model& m = request.model;
  m.family = family;
  read_sizes(keys, m);
  read_run(keys, node, m);
  request.gpu = read_gpu(node.at("gpu", "the model"));
  if (request.gpu.peak(m.precision) <= 0)
    keys.fail("precision", fmt::format("{} has no matrix units for {}, expected another precision",
                                       request.gpu.name, to_string(m.precision)));
  request.layout = read_layout(keys, node, m);
  if (const auto network = node.find("network")) request.network = read_network(*network);
  if (const auto batch = node.find("global_batch")) {
    const std::int64_t step = m.micro_batch * m.data_parallel;
    request.global_batch = batch->integer(1, 1'000'000'000);
    if (*request.global_batch % step != 0)
      batch->fail(fmt::format("{} sequences, expected a multiple of {}: micro_batch x data_parallel",
                              *request.global_batch, step));
  }
  return request;
}

}  // namespace repetend::data
