#include "data/models/place.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/amount.hpp"
#include "data/models/gang_edges.hpp"
#include "data/models/work.hpp"
#include "sim/formats/scenario/generator.hpp"

namespace repetend::data {
namespace {

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
        shares_(static_cast<std::size_t>(request.tensor_parallel)),
        ranks_(cluster.devices.size() / shares_),
        rank_link_(ring_link(cluster, shares_)) {}

  PlacedModel place() {
    generator_.pattern = make_pattern(request_, static_cast<int>(ranks_));
    generator_.training = m_.training;
    cost_ = stage_costs(m_, stage_request(), costs_);
    fill_generator();
    expand_blocks();
    PricedPlacement priced = describe();
    return {std::move(problem_), std::move(priced)};
  }

 private:
  const std::vector<Step>& steps() const { return generator_.pattern.steps; }
  std::size_t devices() const { return problem_.devices.size(); }

  // Gangs run on all devices, and each has a share of their weights.
  StageRequest stage_request() const {
    return {.pattern = generator_.pattern,
            .stage_devices = request_.tensor_parallel,
            .gang_devices = static_cast<std::int64_t>(devices()),
            .stage_link = rank_link_,
            .gang_link = ring_link(problem_, devices()),
            .split = request_.split,
            .given = request_.given,
            .halves = request_.shape == "nn"};
  }

  void fill_generator() {
    for (const StageCost& stage : cost_.stages) {
      generator_.forward.push_back(whole_time(stage.time.forward));
      generator_.backward.push_back(whole_time(stage.time.backward()));
      generator_.input_gradient.push_back(whole_time(stage.time.recomputation + stage.time.input_gradient));
      generator_.weight_gradient.push_back(whole_time(stage.time.weight_gradient));
      generator_.activation.push_back(whole(stage.kept));
      generator_.bytes.push_back(whole(stage.output));
    }
    for (const StageCost& gang : cost_.gangs)
      generator_.gangs.push_back({.forward = whole_time(gang.time.forward),
                                  .backward = whole_time(gang.time.backward()),
                                  .activation = whole(gang.kept)});
  }

  // The generator knows one device a rank; here a rank is as many as share a layer.
  void expand_blocks() {
    Problem ranks;
    ranks.devices.resize(ranks_);
    expand(generator_, ranks);
    for (Block& block : ranks.blocks) {
      std::vector<DeviceUse> wide;
      for (const DeviceUse& use : block.uses)
        for (std::size_t i = 0; i < shares_; ++i) {
          wide.push_back(use);
          wide.back().device = DeviceId{use.device.index() * shares_ + i};
          wide.back().workspace = workspace_of(block);
        }
      block.uses = std::move(wide);
    }
    problem_.blocks = std::move(ranks.blocks);
    problem_.edges = std::move(ranks.edges);
    if (has_gang(generator_.pattern, "G")) send_past(problem_, "G", "Gb");
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
      if (step.stage && block.stage && block.name.substr(1) == step.name) return cost_.stages[step.cost];
      if (!step.stage && !block.stage && block.name.starts_with(step.name)) return cost_.gangs[gang];
      gang += step.stage ? 0 : 1;
    }
    throw std::logic_error("a block of no step: " + block.name);
  }

  PricedPlacement describe() {
    PricedPlacement priced{
        .name = request_.name, .shape = request_.shape, .tensor_parallel = request_.tensor_parallel};
    priced.parameters.assign(devices(), 0);
    std::size_t gang = 0;
    for (const Step& step : steps()) {
      const StageCost& cost = step.stage ? cost_.stages[step.cost] : cost_.gangs[gang++];
      priced.stages.push_back(fmt::format("{}{}: {}", step.stage ? "F" : "", step.name, cost.contents));
      const auto first = static_cast<std::size_t>(step.device) * shares_;
      for (std::size_t d = 0; d < devices(); ++d)
        if (!step.stage || (d >= first && d < first + shares_)) priced.parameters[d] += cost.parameters;
    }
    for (std::size_t d = 0; d < devices(); ++d) {
      priced.static_memory.push_back(static_memory(priced.parameters[d]));
      Bytes& all = problem_.devices[d].static_memory;
      all = std::min(sum_limit / 2, all) + priced.static_memory[d].all();
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
    const RingLink link{m_.data_parallel_bandwidth, m_.data_parallel_latency};
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
  std::size_t shares_;  // devices of a rank, which share each of its layers
  std::size_t ranks_;
  RingLink rank_link_;
  Generator generator_;
  StageCosts cost_;
};

}  // namespace

PlacedModel place(const Model& model, const PlacementRequest& request, const Problem& cluster,
                  CostModel& costs) {
  return Placer(model, request, cluster, costs).place();
}

}  // namespace repetend::data
