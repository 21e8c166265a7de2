// The speed of the engine and of the fast evaluator on SimGrid's case: 8 devices, 1000 micro-batches, 1F1B.
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

const bool added =
    add_published("SimGrid 3.32 (published, another machine)", "instances/s", 205'000) &&
    add_row("event engine, memory curves on",
            {.asked = Asked::at_least, .limit = 10e6, .yardstick = longest_path}, event_engine) &&
    add_row("fast evaluator", {.asked = Asked::at_least, .limit = 300e6, .yardstick = longest_path},
            fast_evaluator) &&
    add_row("fast evaluator, other durations", {.yardstick = longest_path}, evaluator_other_durations) &&
    add_row("fast evaluator, compiling the orders", {.yardstick = longest_path}, evaluator_compile);

}  // namespace

}  // namespace repetend::bench
