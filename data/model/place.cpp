#include "data/model/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "data/model/chain.hpp"
#include "data/model/gang_edges.hpp"
#include "data/model/partition.hpp"
#include "data/operators/work.hpp"
#include "sim/scenario/generator.hpp"

namespace repetend::data {
namespace {

// Beyond sum_limit check() refuses the problem, with a message.
std::int64_t whole(double value) {
  return value < static_cast<double>(sum_limit) ? static_cast<std::int64_t>(std::ceil(value)) : sum_limit;
}
Time duration(double ns) { return std::max<Time>(1, whole(ns)); }

// The slowest of the links between neighbours on rings over consecutive groups of devices.
RingLink ring_link(const Problem& cluster, std::size_t group) {
  RingLink slowest{.bandwidth = 1e30};
  for (std::size_t d = 0; group > 1 && d < cluster.devices.size(); ++d) {
    const std::size_t next = d % group + 1 == group ? d + 1 - group : d + 1;
    const Link* link = find_link(cluster, DeviceId{d}, DeviceId{next});
    if (!link)
      throw PlacementError(
          fmt::format("no link from {} to {}", cluster.devices[d].name, cluster.devices[next].name));
    slowest.bandwidth = std::min(slowest.bandwidth, static_cast<double>(link->bandwidth));
    slowest.latency = std::max(slowest.latency, link->latency);
  }
  return slowest;
}

Pattern make_pattern(const PlacementRequest& request, int ranks) {
  const auto shapes = all_shapes();
  const auto shape = std::ranges::find(shapes, request.shape, &Shape::name);
  try {
    return shape->make({.devices = ranks, .stages = {}, .chunks = request.chunks});
  } catch (const ShapeError& error) {
    throw PlacementError(error.what());
  }
}

class Placer {
 public:
  Placer(const Model& model, const PlacementRequest& request, const Problem& cluster, CostModel& costs)
      : m_(model),
        request_(request),
        costs_(costs),
        problem_(cluster),
        shares_(request.tensor_parallel),
        ranks_(cluster.devices.size() / static_cast<std::size_t>(shares_)),
        rank_link_(ring_link(cluster, static_cast<std::size_t>(shares_))) {}

  PlacedModel place() {
    generator_.pattern = make_pattern(request_, static_cast<int>(ranks_));
    generator_.training = m_.training;
    find_stages();
    find_gangs();
    fill_generator();
    expand_blocks();
    PricedPlacement priced = describe();
    return {std::move(problem_), std::move(priced)};
  }

 private:
  const std::vector<Step>& steps() const { return generator_.pattern.steps; }
  bool has_gang(std::string_view name) const {
    return std::ranges::any_of(steps(), [&](const Step& step) { return !step.stage && step.name == name; });
  }
  std::size_t devices() const { return problem_.devices.size(); }

  void find_stages() {
    const Tables tables = has_gang("H")   ? Tables::sharded_both
                          : has_gang("E") ? Tables::sharded_embedding
                                          : Tables::whole;
    const bool branches = has_gang("L");
    const auto all = chains(m_, shares_, tables, branches);
    for (const Chain& chain : all) {
      const std::size_t stages = generator_.pattern.costs / all.size();
      for (const std::size_t size : sizes(chain, stages)) {
        const std::size_t begin = used_;
        used_ += size;
        stages_.push_back(
            price_layers(std::span(chain.layers).subspan(begin, size), m_, shares_, rank_link_, costs_));
        stages_.back().output = chain.outputs[used_ - 1];
      }
      used_ = 0;
    }
  }

  // How many layers each stage of a chain gets.
  std::vector<std::size_t> sizes(const Chain& chain, std::size_t stages) const {
    const std::size_t halves = has_gang("G") && request_.shape == "nn" ? 2 : 1;
    if (halves == 1) return sizes(chain, 0, chain.layers.size(), stages);
    // The second table's gang stands between the halves, so the decoder begins in the second.
    const auto encoder = static_cast<std::size_t>(m_.layers);
    auto result = sizes(chain, 0, encoder, stages / 2);
    const auto decoder = sizes(chain, encoder, chain.layers.size(), stages - stages / 2);
    result.insert(result.end(), decoder.begin(), decoder.end());
    return result;
  }

  std::vector<std::size_t> sizes(const Chain& chain, std::size_t begin, std::size_t end,
                                 std::size_t stages) const {
    const std::size_t items = end - begin;
    if (items < stages)
      throw PlacementError(
          fmt::format("{} layers for {} stages, expected at least one a stage", items, stages));
    if (request_.split != Split::balanced) return counted_sizes(chain, begin, end, stages);
    std::vector<Time> times;
    for (std::size_t i = begin; i < end; ++i) {
      const LayerPrice price = data::price(chain.layers[i], m_, shares_, rank_link_, costs_);
      times.push_back(whole(price.forward + price.backward()));
    }
    return balanced_partition(times, stages);
  }

  // Only transformer layers count; tables go with the first and the head with the last stage.
  std::vector<std::size_t> counted_sizes(const Chain& chain, std::size_t begin, std::size_t end,
                                         std::size_t stages) const {
    const auto is_layer = [](const Layer& layer) { return !layer.embedding && layer.name != "head"; };
    const auto first = chain.layers.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = chain.layers.begin() + static_cast<std::ptrdiff_t>(end);
    const auto count = static_cast<std::size_t>(std::count_if(first, last, is_layer));
    if (count < stages)
      throw PlacementError(
          fmt::format("{} layers for {} stages, expected at least one a stage", count, stages));
    auto result = request_.split == Split::even ? even_partition(count, stages) : given_sizes(count, stages);
    result.front() += static_cast<std::size_t>(std::find_if(first, last, is_layer) - first);
    result.back() += end - begin - std::accumulate(result.begin(), result.end(), std::size_t{0});
    return result;
  }

  std::vector<std::size_t> given_sizes(std::size_t layers, std::size_t stages) const {
    const std::size_t sum = std::accumulate(request_.given.begin(), request_.given.end(), std::size_t{0});
    if (request_.given.size() != stages || sum != layers)
      throw PlacementError(fmt::format("{} stages of {} layers in all, expected {} of {}",
                                       request_.given.size(), sum, stages, layers));
    return {request_.given.begin(), request_.given.end()};
  }

  // Gangs run on all devices, and each has a share of their weights.
  void find_gangs() {
    const auto all = static_cast<std::int64_t>(devices());
    const RingLink link = ring_link(problem_, devices());
    for (const Step& step : steps()) {
      if (step.stage) continue;
      std::vector<Layer> layers;
      if (step.name == "E") layers = {embedding_layer(m_, m_.sequence, all)};
      if (step.name == "G") layers = {embedding_layer(m_, m_.second_sequence, all)};
      if (step.name == "H") layers = {head_layer(m_, head_sequence(m_), all)};
      for (const LayerKind& kind : layer_kinds(m_))
        if (step.name == "L" && kind.name == "fusion layer")
          layers.push_back(transformer_layer(m_, kind, all));
      gangs_.push_back(price_layers(layers, m_, all, link, costs_));
      // One table serves both look-ups, and a tied head.
      if (step.name == "G" || (step.name == "H" && m_.tied)) gangs_.back().parameters = 0;
      generator_.gangs.push_back({.forward = duration(gangs_.back().time.forward),
                                  .backward = duration(gangs_.back().time.backward()),
                                  .activation = whole(gangs_.back().kept)});
    }
  }

  void fill_generator() {
    for (const StageCost& stage : stages_) {
      generator_.forward.push_back(duration(stage.time.forward));
      generator_.backward.push_back(duration(stage.time.backward()));
      generator_.input_gradient.push_back(duration(stage.time.recomputation + stage.time.input_gradient));
      generator_.weight_gradient.push_back(duration(stage.time.weight_gradient));
      generator_.activation.push_back(whole(stage.kept));
      generator_.bytes.push_back(whole(stage.output));
    }
  }

  // The generator knows one device a rank; here a rank is as many as share a layer.
  void expand_blocks() {
    Problem ranks;
    ranks.devices.resize(ranks_);
    expand(generator_, ranks);
    for (Block& block : ranks.blocks) {
      std::vector<DeviceUse> wide;
      for (const DeviceUse& use : block.uses)
        for (std::size_t i = 0; i < static_cast<std::size_t>(shares_); ++i) {
          wide.push_back(use);
          wide.back().device = DeviceId{use.device.index() * static_cast<std::size_t>(shares_) + i};
          wide.back().workspace = workspace_of(block);
        }
      block.uses = std::move(wide);
    }
    problem_.blocks = std::move(ranks.blocks);
    problem_.edges = std::move(ranks.edges);
    if (has_gang("G")) send_past(problem_, "G", "Gb");
  }

  Bytes workspace_of(const Block& block) const {
    const bool backward = block.kind == BlockKind::backward || block.kind == BlockKind::input_gradient ||
                          block.kind == BlockKind::weight_gradient || block.name.ends_with('b');
    const StageCost& cost = cost_of(block);
    return whole(backward ? cost.backward_working : cost.forward_working);
  }

  const StageCost& cost_of(const Block& block) const {
    std::size_t gang = 0;
    for (const Step& step : steps()) {
      if (step.stage && block.stage && block.name.substr(1) == step.name) return stages_[step.cost];
      if (!step.stage && !block.stage && block.name.starts_with(step.name)) return gangs_[gang];
      gang += step.stage ? 0 : 1;
    }
    throw std::logic_error("a block of no step: " + block.name);
  }

  PricedPlacement describe() {
    PricedPlacement priced{.name = request_.name, .shape = request_.shape, .tensor_parallel = shares_};
    priced.parameters.assign(devices(), 0);
    std::size_t gang = 0;
    for (const Step& step : steps()) {
      const StageCost& cost = step.stage ? stages_[step.cost] : gangs_[gang++];
      priced.stages.push_back(fmt::format("{}{}: {}", step.stage ? "F" : "", step.name, cost.contents));
      const auto first = static_cast<std::size_t>(step.device) * static_cast<std::size_t>(shares_);
      for (std::size_t d = 0; d < devices(); ++d)
        if (!step.stage || (d >= first && d < first + static_cast<std::size_t>(shares_)))
          priced.parameters[d] += cost.parameters;
    }
    for (std::size_t d = 0; d < devices(); ++d) {
      priced.static_memory.push_back(static_memory(priced.parameters[d]));
      problem_.devices[d].static_memory =
          std::min(sum_limit, problem_.devices[d].static_memory + priced.static_memory[d].all());
    }
    add_iteration(priced);
    problem_.placement = request_.name;
    return priced;
  }

  // Rajbhandari et al., ZeRO, 2020, section 3.1: in mixed precision 2 bytes of weight, 2 of gradient, and 12
  // of optimizer state: a fp32 weight and Adam's two moments; in fp32 4, 4 and 8.
  StaticMemory static_memory(double parameters) const {
    const double size = bytes_of(m_.precision);
    const double state =
        (size == 4 ? 8 : 12) / (m_.sharded_optimizer ? static_cast<double>(m_.data_parallel) : 1);
    return {.weights = whole(size * parameters),
            .gradients = m_.training ? whole(size * parameters) : 0,
            .optimizer = m_.training && m_.optimizer ? whole(state * parameters) : 0};
  }

  // Of the device with the most parameters: all work at the same time.
  void add_iteration(PricedPlacement& priced) {
    if (!m_.training) return;
    const double most = *std::ranges::max_element(priced.parameters);
    const RingLink link{m_.data_parallel_bandwidth, rank_link_.latency};
    priced.gradient_exchange = whole(all_reduce_ns(most * bytes_of(m_.precision), m_.data_parallel, link));
    if (!m_.optimizer) return;
    const double own = m_.sharded_optimizer ? most / static_cast<double>(m_.data_parallel) : most;
    const Operator step{
        OperatorKind::optimizer_step, Phase::weight_gradient, m_.precision, {whole(std::max(1.0, own))}};
    priced.optimizer_step = costs_.cost(step).time;
  }

  const Model& m_;
  const PlacementRequest& request_;
  CostModel& costs_;
  Problem problem_;
  std::int64_t shares_;
  std::size_t ranks_;
  RingLink rank_link_;
  Generator generator_;
  std::vector<StageCost> stages_, gangs_;  // by Step::cost; in the order of the pattern's gangs
  std::size_t used_ = 0;                   // layers of the chain that have their stage
};

}  // namespace

PlacedModel place(const Model& model, const PlacementRequest& request, const Problem& cluster,
                  CostModel& costs) {
  return Placer(model, request, cluster, costs).place();
}

}  // namespace repetend::data
