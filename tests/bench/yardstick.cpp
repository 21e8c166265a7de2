// What a machine can do with the plainest code for the same job: one pass over the instances of SimGrid's
// case in an order fixed beforehand, each starting when the latest of its predecessors has ended and
// delivered. A list of predecessors an instance, no tricks.
#include <numeric>

#include "sim/engine/engine.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/pipelines.hpp"

namespace repetend::bench {

namespace {

struct Node {
  struct Input {
    std::size_t from;
    Time delay;
  };
  std::size_t index;
  Time duration;
  std::vector<Input> inputs;
};

// In the order of the starts, with the delay of a transfer where devices differ.
std::vector<Node> nodes(const Problem& problem, const Orders& orders) {
  const Simulation simulation = simulate(problem, orders);
  std::vector<std::vector<Node::Input>> inputs(problem.instances());
  for (const auto& order : orders)
    for (std::size_t k = 1; k < order.size(); ++k)
      inputs[instance_index(problem, order[k])].push_back({instance_index(problem, order[k - 1]), 0});
  for (const TransferRun& run : simulation.transfers) {
    const Edge& edge = problem.edge(run.edge);
    inputs[instance_index(problem, {edge.to, run.micro_batch})].push_back(
        {instance_index(problem, {edge.from, run.micro_batch}), run.delivered - run.start});
  }
  std::vector<std::size_t> by_start(problem.instances());
  std::iota(by_start.begin(), by_start.end(), std::size_t{0});
  std::ranges::stable_sort(by_start, {}, [&](std::size_t i) { return simulation.start[i]; });
  std::vector<Node> result;
  for (std::size_t i : by_start)
    result.push_back({i, simulation.end[i] - simulation.start[i], std::move(inputs[i])});
  return result;
}

void longest_path_pass(benchmark::State& state) {
  const Problem problem = test::simgrid_case(TransferMode::async);
  const std::vector<Node> order = nodes(problem, test::one_forward_one_backward(problem));
  std::vector<Time> end(problem.instances());
  for ([[maybe_unused]] auto round : state) {
    Time makespan = 0;
    for (const Node& node : order) {
      Time start = 0;
      for (const Node::Input& input : node.inputs) start = std::max(start, end[input.from] + input.delay);
      end[node.index] = start + node.duration;
      makespan = std::max(makespan, end[node.index]);
    }
    require(makespan == 30'782'650'000, "the yardstick's makespan is wrong");
    benchmark::DoNotOptimize(makespan);
  }
  report_rate(state, problem.instances());
}

const bool added = add_row(longest_path, {}, longest_path_pass);

}  // namespace

}  // namespace repetend::bench
