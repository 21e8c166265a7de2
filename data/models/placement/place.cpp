#include "data/models/placement/place.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/models/placement/iteration.hpp"
#include "data/models/placement/stages.hpp"
#include "sim/formats/scenario/generator.hpp"

namespace repetend::data {
namespace {

// Rings over consecutive groups of devices, as slow as the slowest of them.
Ring ring_of(const Problem& cluster, std::size_t group) {
  Ring slowest{.members = static_cast<std::int64_t>(group), .bandwidth = 1e30};
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

Edge& edge_into(Problem& problem, BlockId to) { return *std::ranges::find(problem.edges, to, &Edge::to); }

// An edge from the block before this one, which stands between two, to the block after it. The edges stay in
// the order of their consumers.
void connect_around(Problem& problem, BlockId block, Bytes bytes) {
  const BlockId next = std::ranges::find(problem.edges, block, &Edge::from)->to;
  const Edge edge{edge_into(problem, block).from, next, bytes, 0};
  const auto after = std::ranges::find_if(problem.edges, [&](const Edge& e) { return e.to > edge.to; });
  problem.edges.insert(after, edge);
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
        rank_sharing_{ring_of(cluster, shares_)} {}

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
            .stage_sharing = rank_sharing_,
            .gang_sharing = {ring_of(problem_, devices())},
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
      generator_.activation.push_back(whole_amount(stage.kept));
      generator_.bytes.push_back(whole_amount(stage.output));
    }
    for (const StageCost& gang : cost_.gangs)
      generator_.gangs.push_back({.forward = whole_time(gang.time.forward),
                                  .backward = whole_time(gang.time.backward()),
                                  .activation = whole_amount(gang.kept)});
  }

  // The generator knows one device a rank; here a rank is as many as share a layer.
  void expand_blocks() {
    Problem ranks;
    ranks.devices.resize(ranks_);
    origins_ = expand(generator_, ranks);
    for (std::size_t b = 0; b < ranks.blocks.size(); ++b) {
      const Bytes workspace = workspace_of(origins_[b]);
      std::vector<DeviceUse> wide;
      for (const DeviceUse& use : ranks.blocks[b].uses)
        for (std::size_t i = 0; i < shares_; ++i) {
          wide.push_back(use);
          wide.back().device = DeviceId{use.device.index() * shares_ + i};
          wide.back().workspace = workspace;
        }
      ranks.blocks[b].uses = std::move(wide);
    }
    problem_.blocks = std::move(ranks.blocks);
    problem_.edges = std::move(ranks.edges);
    const auto second = std::ranges::find(steps(), std::optional(Gang::second_embedding), &Step::gang);
    if (second != steps().end()) send_past(static_cast<std::size_t>(second - steps().begin()));
  }

  // The table's gang between two stages stands there for its turn, but what the stages send to one another
  // goes from the one to the other, and not through all devices. Forward, the gang needs nothing of the block
  // before it, and that block's output goes to the block after the gang. Backward, the mirror needs the
  // gradient of what it gave, and the rest goes on from the block before it to the block after it.
  void send_past(std::size_t gang) {
    Bytes bytes = 0;
    for (std::size_t b = 0; b < origins_.size(); ++b) {
      if (origins_[b].step != gang) continue;
      if (!origins_[b].backward) std::swap(bytes, edge_into(problem_, BlockId{b}).bytes);
      connect_around(problem_, BlockId{b}, bytes);
    }
  }

  Bytes workspace_of(const Origin& origin) const {
    const StageCost& cost = cost_of(origin.step);
    return whole_amount(origin.backward ? cost.backward_working : cost.forward_working);
  }

  const StageCost& cost_of(std::size_t step) const {
    if (!steps()[step].gang) return cost_.stages[steps()[step].cost];
    const auto before = std::span(steps()).first(step);
    return cost_.gangs[static_cast<std::size_t>(
        std::ranges::count_if(before, [](const Step& s) { return s.gang.has_value(); }))];
  }

  PricedPlacement describe() {
    PricedPlacement priced{
        .name = request_.name, .shape = request_.shape, .tensor_parallel = request_.tensor_parallel};
    priced.parameters.assign(devices(), 0);
    for (std::size_t i = 0; i < steps().size(); ++i) {
      const Step& step = steps()[i];
      const StageCost& cost = cost_of(i);
      priced.stages.push_back(fmt::format("{}{}: {}", step.gang ? "" : "F", step.name, cost.contents));
      const auto first = static_cast<std::size_t>(step.device) * shares_;
      for (std::size_t d = 0; d < devices(); ++d)
        if (step.gang || (d >= first && d < first + shares_)) priced.parameters[d] += cost.parameters;
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
    return {.weights = whole_amount(size * parameters),
            .gradients = m_.training ? whole_amount(size * parameters) : 0,
            .optimizer = m_.training && m_.optimizer ? whole_amount(state * parameters) : 0};
  }

  // Exchange and step follow the plan unless they are blocks of it: those of the device with the most
  // parameters, as all work at the same time.
  void add_iteration(PricedPlacement& priced) {
    if (!m_.training) return;
    if (m_.iteration.whole) return add_iteration_blocks(problem_, shards(), m_, costs_);
    const double most = *std::ranges::max_element(priced.parameters);
    priced.gradient_exchange = exchange_time(most, m_);
    if (m_.optimizer) priced.optimizer_step = optimizer_time(most, m_, costs_);
  }

  // By step that has parameters. A gang without any shares the first gang's table, whose gradients are
  // complete only when its own pass is over, too.
  std::vector<ParameterShard> shards() const {
    std::vector<ParameterShard> result;
    std::optional<std::size_t> table;
    for (std::size_t i = 0; i < steps().size(); ++i) {
      const double parameters = cost_of(i).parameters;
      if (parameters > 0) {
        if (steps()[i].gang && !table) table = result.size();
        result.push_back({.name = steps()[i].name, .parameters = parameters});
      } else if (!steps()[i].gang || !table) {
        continue;
      }
      ParameterShard& shard = parameters > 0 ? result.back() : result[*table];
      for (std::size_t b = 0; b < origins_.size(); ++b) {
        if (origins_[b].step != i) continue;
        if (!origins_[b].backward)
          shard.used_by.push_back(BlockId{b});
        else if (problem_.blocks[b].kind != BlockKind::input_gradient)
          shard.gradient_of.push_back(BlockId{b});
      }
    }
    return result;
  }

  const Model& m_;
  const PlacementRequest& request_;
  CostModel& costs_;
  Problem problem_;
  std::size_t shares_;  // devices of a rank, which share each of its layers
  std::size_t ranks_;
  Sharing rank_sharing_;
  Generator generator_;
  StageCosts cost_;
  std::vector<Origin> origins_;  // by block
};

}  // namespace

PlacedModel place(const Model& model, const PlacementRequest& request, const Problem& cluster,
                  CostModel& costs) {
  return Placer(model, request, cluster, costs).place();
}

}  // namespace repetend::data
