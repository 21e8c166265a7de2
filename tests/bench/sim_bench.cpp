// The speed of the engine and of the fast evaluator on SimGrid's case: 8 devices, 1000 micro-batches, 1F1B.
#include "sim/engine/dispatch.hpp"
#include "sim/engine/engine.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/pipelines.hpp"

namespace repetend::bench {

namespace {

constexpr Time simgrid_async = 30'782'650'000;

void event_engine(benchmark::State& state) {
  const Problem problem = test::simgrid_case(TransferMode::async);
  const Orders orders = test::one_forward_one_backward(problem);
  for ([[maybe_unused]] auto round : state) {
    const Simulation simulation = simulate(problem, orders);
    require(simulation.makespan == simgrid_async, "the engine's makespan is wrong");
    benchmark::DoNotOptimize(simulation.start.data());
  }
  report_rate(state, problem.instances());
}

void fast_evaluator(benchmark::State& state) {
  const Problem problem = test::simgrid_case(TransferMode::async);
  auto evaluator = *Evaluator::compile(problem, test::one_forward_one_backward(problem));
  for ([[maybe_unused]] auto round : state)
    require(evaluator.run() == simgrid_async, "the evaluator's makespan is wrong");
  report_rate(state, problem.instances());
}

void evaluator_other_durations(benchmark::State& state) {
  const Problem problem = test::simgrid_case(TransferMode::async);
  auto evaluator = *Evaluator::compile(problem, test::one_forward_one_backward(problem));
  const Durations own(problem);
  std::vector<Time> durations;
  for (std::size_t i = 0; i < problem.instances(); ++i)
    durations.push_back(own[instance_at(problem, i)] + static_cast<Time>(i % 97));
  for ([[maybe_unused]] auto round : state) benchmark::DoNotOptimize(evaluator.run(durations));
  report_rate(state, problem.instances());
}

void evaluator_compile(benchmark::State& state) {
  const Problem problem = test::simgrid_case(TransferMode::async);
  const Orders orders = test::one_forward_one_backward(problem);
  for ([[maybe_unused]] auto round : state)
    require(Evaluator::compile(problem, orders).has_value(), "the orders do not compile");
  report_rate(state, problem.instances());
}

// The same pipeline with a second lane: each forward exchanges its activations there before the next stage
// goes on, and no exchange starts before the backward eight micro-batches earlier has ended.
Plan two_lanes() {
  Problem problem = test::simgrid_case(TransferMode::async);
  const std::size_t blocks = problem.blocks.size(), p = problem.devices.size();
  for (DeviceId d : ids<DeviceId>(p)) problem.machines.push_back({"comm", d});
  for (std::size_t s = 0; s < p; ++s) {
    Block exchange{.name = "X" + std::to_string(s),
                   .kind = BlockKind::communication,
                   .time = 8'000'000,
                   .uses = {{.device = DeviceId{s}}}};
    exchange.machines = {further_machine(problem, s)};
    for (Edge& edge : problem.edges)
      if (edge.from == BlockId{s}) edge.from = BlockId{blocks + s};
    problem.edges.push_back({BlockId{s}, BlockId{blocks + s}});
    problem.blocks.push_back(exchange);
  }
  Orders orders = test::one_forward_one_backward(test::simgrid_case(TransferMode::async));
  orders.resize(machine_count(problem));
  Plan plan = dispatch({std::make_shared<const Problem>(problem), "1f1b", orders, {}, {}});
  for (std::size_t s = 0; s < p; ++s)
    for (std::int32_t n = 8; n < problem.micro_batches; ++n)
      plan.couplings.waits.push_back({{BlockId{blocks - 1 - s}, n - 8}, {BlockId{blocks + s}, n}});
  return time_plan(std::move(plan));
}

void engine_two_lanes(benchmark::State& state) {
  const Plan plan = two_lanes();
  for ([[maybe_unused]] auto round : state) {
    const Simulation simulation = simulate(plan);
    require(simulation.makespan == makespan(plan), "the engine's makespan is wrong");
    benchmark::DoNotOptimize(simulation.start.data());
  }
  report_rate(state, plan.problem->instances());
}

void evaluator_two_lanes(benchmark::State& state) {
  const Plan plan = two_lanes();
  const Time expected = makespan(plan);
  auto evaluator = *Evaluator::compile(*plan.problem, plan.orders, plan.couplings);
  for ([[maybe_unused]] auto round : state)
    require(evaluator.run() == expected, "the evaluator's makespan is wrong");
  report_rate(state, plan.problem->instances());
}

const bool added =
    add_published("SimGrid 3.32 (published, another machine)", "instances/s", 205'000) &&
    add_row("event engine, memory curves on",
            {.asked = Asked::at_least, .limit = 10e6, .yardstick = longest_path}, event_engine) &&
    add_row("fast evaluator", {.asked = Asked::at_least, .limit = 300e6, .yardstick = longest_path},
            fast_evaluator) &&
    add_row("fast evaluator, other durations", {.yardstick = longest_path}, evaluator_other_durations) &&
    add_row("fast evaluator, compiling the orders", {.yardstick = longest_path}, evaluator_compile) &&
    add_row("event engine, two lanes and waits",
            {.asked = Asked::at_least, .limit = 6e6, .yardstick = longest_path}, engine_two_lanes) &&
    add_row("fast evaluator, two lanes and waits",
            {.asked = Asked::at_least, .limit = 150e6, .yardstick = longest_path}, evaluator_two_lanes);

}  // namespace

}  // namespace repetend::bench
