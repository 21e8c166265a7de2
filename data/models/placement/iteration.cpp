#include "data/models/placement/iteration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/models/layers/collective.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::data {
namespace {

constexpr std::string_view exchange_lane = "comm";

double weight_bytes(double parameters, const Model& m) { return parameters * bytes_of(m.precision); }

Time replica_time(CollectiveKind kind, double parameters, const Model& m) {
  const Ring replicas{m.data_parallel, m.data_parallel_bandwidth, m.data_parallel_latency};
  return whole_amount(collective_ns(kind, weight_bytes(parameters, m), replicas));
}

// Part i of n; they differ by one at most and add up to the whole.
std::int64_t part_of(std::int64_t whole, int i, int n) { return whole / n + (i < whole % n ? 1 : 0); }

// The lanes of the devices come first, device after device, as in every problem.
void give_lane(Problem& problem) {
  std::vector<Machine> lanes;
  for (const DeviceId d : ids<DeviceId>(problem.devices.size())) {
    bool there = false;
    for (const Machine& machine : problem.machines)
      if (machine.device == d) {
        lanes.push_back(machine);
        there = there || machine.name == exchange_lane;
      }
    if (!there) lanes.push_back({.name = std::string(exchange_lane), .device = d});
  }
  std::ranges::copy_if(problem.machines, std::back_inserter(lanes),
                       [](const Machine& machine) { return !machine.device; });
  problem.machines = std::move(lanes);
}

class IterationBuilder {
 public:
  IterationBuilder(Problem& problem, const Model& model, CostModel& costs)
      : problem_(problem), model_(model), costs_(costs) {
    if (model.iteration.overlap) give_lane(problem);
  }

  void add(const ParameterShard& shard) {
    const std::vector<BlockId> parts = cut(shard.gradient_of.back());
    std::vector<BlockId> before_step;
    for (std::size_t k = 0; k < parts.size(); ++k) {
      std::vector<BlockId> after{parts[k]};
      if (k + 1 == parts.size())  // the last bucket holds what others add their gradients to
        after.insert(after.begin(), shard.gradient_of.begin(), shard.gradient_of.end() - 1);
      if (model_.data_parallel > 1) after = {add_exchange(shard, k, parts.size(), after)};
      std::ranges::copy(after, std::back_inserter(before_step));
    }
    const Block& of = problem_.block(parts.front());
    if (model_.optimizer) {
      Block step = once("U" + shard.name, BlockKind::optimizer, Repeat::last, of);
      step.time = optimizer_time(shard.parameters, model_, costs_);
      append(std::move(step), before_step);
    }
    if (model_.scatters_gradients()) add_gathering(shard);
  }

  // Edges were added block by block; a problem lists them by consumer.
  void finish() { std::ranges::stable_sort(problem_.edges, {}, &Edge::to); }

 private:
  std::vector<BlockId> cut(BlockId whole) {
    const bool exchanged = model_.data_parallel > 1;
    const int parts = exchanged && problem_.block(whole).stage ? model_.iteration.buckets : 1;
    std::vector<BlockId> result{whole};
    if (parts == 1) return result;
    const Block uncut = problem_.block(whole);
    problem_.blocks[whole.index()] = part(uncut, 0, parts);
    for (int k = 1; k < parts; ++k) {
      result.push_back(BlockId{problem_.blocks.size()});
      problem_.blocks.push_back(part(uncut, k, parts));
    }
    for (Edge& edge : problem_.edges)
      if (edge.from == whole) edge.from = result.back();
    for (std::size_t k = 1; k < result.size(); ++k)
      problem_.edges.push_back({result[k - 1], result[k], 0, 0});
    return result;
  }

  static Block part(Block block, int k, int parts) {
    block.name += fmt::format("-{}", k + 1);
    block.time = part_of(block.time, k, parts);
    for (DeviceUse& use : block.uses) {
      use.release = part_of(use.release, k, parts);
      if (k > 0) use.acquire = 0;
    }
    return block;
  }

  BlockId add_exchange(const ParameterShard& shard, std::size_t k, std::size_t parts,
                       const std::vector<BlockId>& after) {
    const std::string name = parts == 1 ? "G" + shard.name : fmt::format("G{}-{}", shard.name, k + 1);
    Block exchange = once(name, BlockKind::communication, Repeat::last, problem_.block(after.back()));
    exchange.time = exchange_time(shard.parameters / static_cast<double>(parts), model_);
    move_to_lane(exchange);
    return append(std::move(exchange), after);
  }

  void add_gathering(const ParameterShard& shard) {
    Block gathering = once("P" + shard.name, BlockKind::communication, Repeat::first,
                           problem_.block(shard.used_by.front()));
    gathering.time = replica_time(CollectiveKind::all_gather, shard.parameters, model_);
    move_to_lane(gathering);
    const BlockId id = append(std::move(gathering), {});
    for (const BlockId user : shard.used_by) problem_.edges.push_back({id, user, 0, 0});
  }

  static Block once(std::string name, BlockKind kind, Repeat repeat, const Block& beside) {
    Block block{.name = std::move(name), .kind = kind, .stage = beside.stage, .repeat = repeat};
    for (const DeviceUse& use : beside.uses) block.uses.push_back({use.device});
    return block;
  }

  void move_to_lane(Block& block) const {
    if (!model_.iteration.overlap) return;
    for (const DeviceUse& use : block.uses)
      block.machines.push_back(
          *find_machine(problem_, fmt::format("{}.{}", problem_.device(use.device).name, exchange_lane)));
  }

  BlockId append(Block block, const std::vector<BlockId>& after) {
    const BlockId id{problem_.blocks.size()};
    problem_.blocks.push_back(std::move(block));
    for (const BlockId before : after) problem_.edges.push_back({before, id, 0, 0});
    return id;
  }

  Problem& problem_;
  const Model& model_;
  CostModel& costs_;
};

}  // namespace

Time exchange_time(double parameters, const Model& m) {
  const auto kind = m.iteration.whole && m.scatters_gradients() ? CollectiveKind::reduce_scatter
                                                                : CollectiveKind::all_reduce;
  return replica_time(kind, parameters, m);
}

Time optimizer_time(double parameters, const Model& m, CostModel& costs) {
  const double own = m.sharded_optimizer ? parameters / static_cast<double>(m.data_parallel) : parameters;
  return costs
      .cost({OperatorKind::optimizer_step,
             Phase::weight_gradient,
             m.precision,
             {whole_amount(std::max(1.0, own))}})
      .time;
}

void add_iteration_blocks(Problem& problem, std::span<const ParameterShard> shards, const Model& model,
                          CostModel& costs) {
  IterationBuilder builder(problem, model, costs);
  for (const ParameterShard& shard : shards) builder.add(shard);
  builder.finish();
}

}  // namespace repetend::data
