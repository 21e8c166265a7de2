#include "search/bounds/bounds.hpp"
#include "search/exact/settle.hpp"
#include "sim/timing/evaluator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

constexpr Time far = 1'000'000;

Settled settle(const Problem& problem, Time below = far, std::uint64_t states = 100'000) {
  Options options;
  options.state_limit = states;
  Budget budget(options);
  return settle_makespan(problem, makespan_bound(problem).value, below, budget);
}

Problem tight_problem(std::mt19937_64& random, TransferMode mode) {
  Problem problem = test::random_problem(
      random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 2, .transfer = mode});
  problem.memory_release = test::uniform(random, 0, 1) ? MemoryRelease::end : MemoryRelease::start;
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 1)) d.memory = d.static_memory + test::uniform(random, 1, 12);
  return problem;
}

// Also that its orders take what it says.
Time settled_makespan(const Problem& problem) {
  const Settled settled = settle(problem);
  REQUIRE(settled.complete);
  REQUIRE(settled.orders);
  CHECK(!find_out_of_memory(problem, *settled.orders));
  auto evaluator = Evaluator::compile(problem, *settled.orders);
  REQUIRE(evaluator);
  CHECK(evaluator->run() == settled.bound);
  return settled.bound;
}

}  // namespace

TEST_CASE("Branch and bound finds the least makespan of small problems, and what cannot fit") {
  std::mt19937_64 random(31);
  int feasible = 0;
  for (int i = 0; i < 600; ++i) {
    const Problem problem = tight_problem(random, TransferMode::none);
    const auto least = test::least_makespan(problem);
    CAPTURE(i);
    feasible += least.has_value();
    if (least)
      CHECK(settled_makespan(problem) == *least);
    else
      CHECK((settle(problem).complete && !settle(problem).orders));
  }
  CHECK(feasible > 300);
}

TEST_CASE("What branch and bound proves holds for every transfer mode") {
  std::mt19937_64 random(32);
  int met = 0, feasible = 0;
  for (int i = 0; i < 300; ++i) {
    const auto mode = test::transfer_modes[1 + i % 3];
    const Problem problem = tight_problem(random, mode);
    const auto least = test::least_makespan(problem);
    if (!least) continue;
    ++feasible;
    CAPTURE(i, to_string(mode));
    const Settled settled = settle(problem, *least);
    REQUIRE(settled.complete);
    CHECK(settled.bound <= *least);
    met += settled.bound == *least;
  }
  CHECK(feasible > 150);
  CHECK(met > feasible / 2);
}

TEST_CASE("Branch and bound settles Tessel's placements of few micro-batches") {
  // oracles.md, memory 16 released at the start.
  const auto [shape, n, least] = GENERATE(table<std::string, int, Time>(
      {{"x", 1, 16}, {"x", 2, 22}, {"k", 2, 16}, {"m", 2, 24}, {"nn", 2, 28}, {"v", 3, 24}}));
  CAPTURE(shape, n);
  CHECK(settled_makespan(test::tessel_placement(shape, {.micro_batches = n, .memory = 16})) == least);
}

TEST_CASE("Out of states, branch and bound proves nothing new") {
  const Problem problem = test::tessel_placement("x", {.micro_batches = 4, .memory = 16});
  const Settled settled = settle(problem, far, 20);
  CHECK(!settled.complete);
  CHECK(settled.bound == makespan_bound(problem).value);
}

}  // namespace repetend::search
