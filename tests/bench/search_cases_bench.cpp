// How long the search takes for what is asked of it beside periods: makespans, memory, inference. Whether the
// answers are right is for the tests; here they only must be there.
#include <fmt/format.h>

#include "search/search.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/bench/table.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::bench {
namespace {

using search::Objective;
using test::tessel_placement;

void run(Problem problem, Objective objective = Objective::makespan) {
  search::Options options;
  options.objective = objective;
  const auto result = search::search({std::make_shared<const Problem>(std::move(problem))}, options);
  require(result.plan.has_value(), "the search found no plan");
}

Problem forced(Bytes memory) {
  Problem problem = test::pipeline(8, 64, 1, 2);
  for (Device& d : problem.devices) d.memory = memory;
  return problem;
}

Problem zero_bubble(int devices, int micro_batches, Bytes memory) {
  return *parse_scenario(
              fmt::format("name: zb\nmicro_batches: {}\nmemory_unit: B\n"
                          "devices: {{count: {}, memory: {}}}\nplacement: {{shape: zb, activation: 1}}\n",
                          micro_batches, devices, memory),
              "zb")
              .problem;
}

template <int micro_batches>
void all_shapes() {
  for (const char* shape : {"v", "x", "m", "nn", "nn-eager", "k", "mllm"})
    run(tessel_placement(shape, {.micro_batches = micro_batches, .memory = test::tessel_memory(shape, 4)}));
}

template <int devices>
void inference() {
  for (const char* shape : {"k", "nn", "m"})
    run(tessel_placement(shape, {.devices = devices, .micro_batches = 128, .training = false}),
        Objective::latency);
}

template <int devices>
void least_memory() {
  for (const char* shape : {"v", "k", "m"})
    run(tessel_placement(shape, {.devices = devices, .micro_batches = 24, .memory = 3 * devices}),
        Objective::memory);
}

struct Case {
  const char* name;
  double limit_ms;  // of all its problems together
  void (*run)();
};

constexpr Case cases[] = {
    {"search: Tessel's seven, 4 devices, N = 8", 7'000, all_shapes<8>},
    {"search: Tessel's seven, 4 devices, N = 32", 7'000, all_shapes<32>},
    {"search: Tessel's seven, 4 devices, N = 128", 7'000, all_shapes<128>},
    {"search: time-optimal, nn, N = 3", 1'000,
     [] { run(tessel_placement("nn", {.micro_batches = 3, .memory = 16})); }},
    {"search: time-optimal, v, N = 6", 10'000,
     [] { run(tessel_placement("v", {.micro_batches = 6, .memory = 16})); }},
    {"search: zero bubble p 8, m 32, memory p", 100, [] { run(zero_bubble(8, 32, 8)); }},
    {"search: zero bubble p 8, m 32, memory 2p", 100, [] { run(zero_bubble(8, 32, 16)); }},
    {"search: v, 4 devices, memory 3, N = 64", 1'000,
     [] { run(tessel_placement("v", {.micro_batches = 64, .memory = 3})); }},
    {"search: forced memory, p = 8, M = 7", 5'000, [] { run(forced(7)); }},
    {"search: forced memory, p = 8, M = 5", 5'000, [] { run(forced(5)); }},
    {"search: forced memory, p = 8, M = 2", 5'000, [] { run(forced(2)); }},
    {"search: least memory of v, k, m, 4 devices", 3'000, least_memory<4>},
    {"search: least memory of v, k, m, 8 devices", 15'000, least_memory<8>},
    {"search: inference k nn m, 4 devices, N 128", 600, inference<4>},
    {"search: inference k nn m, 8 devices, N 128", 600, inference<8>},
};

template <std::size_t i>
void measure(benchmark::State& state) {
  for ([[maybe_unused]] auto round : state) cases[i].run();
  constexpr double seconds = 1e-3;  // of the unit
  state.counters["figure"] = benchmark::Counter(
      seconds, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

template <std::size_t... i>
bool add_rows(std::index_sequence<i...>) {
  return (
      add_row(cases[i].name, {.unit = "ms", .asked = Asked::below, .limit = cases[i].limit_ms}, measure<i>) &&
      ...);
}

const bool added = add_rows(std::make_index_sequence<std::size(cases)>());

}  // namespace
}  // namespace repetend::bench
