#include "search/bounds/bounds.hpp"
#include "search/bounds/gates.hpp"
#include "search/exact/branch_and_bound.hpp"
#include "search/exact/refute.hpp"
#include "search/modulo/find.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/search/seeds.hpp"
#include "tests/search/tight_problem.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/repetends.hpp"

namespace repetend::search {
namespace {

constexpr Time far = 1'000'000;

PlanProof settle(const Problem& problem, Time below = far, std::uint64_t states = 100'000) {
  Options options;
  options.state_limit = states;
  Budget budget(options);
  return prove_least(problem, Measure::makespan, makespan_bound(problem).value, below, budget);
}

// Also that its orders take what it says.
Time settled_makespan(const Problem& problem) {
  const PlanProof settled = settle(problem);
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
  for (int i = 0; i < 900; ++i) {
    const Problem problem = tight_problem(random, TransferMode::none);
    const auto least = test::least_makespan(problem);
    CAPTURE(i);
    feasible += least.has_value();
    if (least)
      CHECK(settled_makespan(problem) == *least);
    else
      CHECK((settle(problem).complete && !settle(problem).orders));
  }
  CHECK(feasible > 500);
}

TEST_CASE("What branch and bound proves holds for every transfer mode") {
  std::mt19937_64 random(32);
  int met = 0, feasible = 0;
  for (int i = 0; i < 600; ++i) {
    const auto mode = test::transfer_modes[1 + i % 3];
    const Problem problem = tight_problem(random, mode);
    const auto least = test::least_makespan(problem);
    if (!least) continue;
    ++feasible;
    CAPTURE(i, to_string(mode));
    const PlanProof settled = settle(problem, *least);
    REQUIRE(settled.complete);
    CHECK(settled.bound <= *least);
    met += settled.bound == *least;
  }
  CHECK(feasible > 300);
  CHECK(met > feasible / 2);
}

TEST_CASE("Branch and bound settles Tessel's placements of few micro-batches") {
  // These are known to be the least, with memory 16 released at the start.
  const auto [shape, n, least] = GENERATE(table<std::string, int, Time>(
      {{"x", 1, 16}, {"x", 2, 22}, {"k", 2, 16}, {"m", 2, 24}, {"nn", 2, 28}, {"v", 3, 24}}));
  CAPTURE(shape, n);
  CHECK(settled_makespan(test::tessel_placement(shape, {.micro_batches = n, .memory = 16})) == least);
}

TEST_CASE("Out of states, branch and bound proves nothing new") {
  const Problem problem = test::tessel_placement("x", {.micro_batches = 4, .memory = 16});
  const PlanProof settled = settle(problem, far, 20);
  CHECK(!settled.complete);
  CHECK(settled.bound == makespan_bound(problem).value);
}

TEST_CASE("Windows of stages under tight memory: periods that every bound allows and none can have") {
  // Stages of 4, 8, 8 and 4, transfers of 1, room for as many micro-batches as 1F1B keeps.
  Problem problem = test::pipeline(4, 16, 2, 2);
  for (std::size_t b : {1, 2, 5, 6}) problem.blocks[b].time = 4;
  for (std::size_t d = 0; d < 4; ++d) problem.devices[d].memory = 4 - static_cast<Bytes>(d);
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{1, 1'000'000'000};
  const Time bound = period_bound(problem).exact.ceil();
  CHECK(bound == 8);
  CHECK(refuted_up_to(problem, 1, bound) == 9);
}

// A pipeline of uneven stages whose devices have room for few micro-batches.
Problem tight_pipeline(std::mt19937_64& random, int p, int micro_batches, Time longest) {
  Problem problem = test::pipeline(p, micro_batches, 1, 1);
  for (Block& block : problem.blocks) block.time = test::uniform(random, 1, longest);
  for (Device& d : problem.devices) d.memory = test::uniform(random, 1, 3);
  problem.memory_release = test::uniform(random, 0, 1) ? MemoryRelease::end : MemoryRelease::start;
  return problem;
}

TEST_CASE("No period that a repetend can have is refuted") {
  std::mt19937_64 random(33);
  int feasible = 0, met = 0;
  for (int i = 0; i < 100; ++i) {
    const int u = 1 + i % 4 / 3;
    Problem problem = test::random_problem(
        random, {.max_devices = 2, .max_blocks = 4 / u, .max_micro_batches = 9, .speeds = false});
    for (Block& block : problem.blocks) block.time = 1 + block.time % 3;
    const auto least = test::least_period(problem, u);
    if (!least) continue;
    ++feasible;
    const Time bound = period_bound(problem).exact.ceil_times(u), refuted = refuted_up_to(problem, u, bound);
    CAPTURE(i, u, bound);
    CHECK(refuted <= *least);
    met += refuted == *least;
  }
  CHECK(feasible > 50);
  CHECK(met >= feasible * 80 / 100);
}

TEST_CASE("No period that was found is refuted, and windows of stages refute some that bounds allow") {
  std::mt19937_64 random(35);
  int found = 0, raised = 0;
  const int all = seeds(60, 20);
  for (int i = 0; i < all; ++i) {
    const int u = 1 + i % 2;
    Problem problem = tight_pipeline(random, 3 + i % 2, 9, 4);
    problem.transfer = i % 3 == 0 ? TransferMode::none : TransferMode::async;
    problem.links.fallback = Link{1, 1'000'000'000};
    const Time bound = period_bound(problem).exact.ceil_times(u), refuted = refuted_up_to(problem, u, bound);
    raised += refuted > bound;
    const Problem unrolled = unroll(problem, u);
    Budget budget{Options{}};
    const auto schedule = find_cyclic(CyclicModel(unrolled), bound, 8, budget);
    CAPTURE(i, u, bound);
    if (!schedule) continue;
    ++found;
    CHECK(refuted <= schedule->period);
  }
  CHECK(found * 3 > all * 2);
  CHECK(raised * 12 > all);
}

TEST_CASE("Memory implies no edge that would wait for a link") {
  Problem problem = test::pipeline(2, 4, 1, 1);
  for (Device& d : problem.devices) d.memory = 2;
  CHECK(with_memory_edges(problem).edges.size() == problem.edges.size() + 2);
  problem.blocks[0].uses.push_back({DeviceId{1}});  // F0 runs on both devices, B0 on gpu0 alone
  CHECK(with_memory_edges(problem).edges.size() == problem.edges.size() + 1);
}

TEST_CASE("Every plan obeys the edges that memory implies") {
  std::mt19937_64 random(34);
  int implied = 0;
  for (int i = 0; i < 60; ++i) {
    const Problem problem = tight_pipeline(random, 2, 3, 9);
    const Problem with = with_memory_edges(problem);
    implied += with.edges.size() > problem.edges.size();
    CAPTURE(i);
    CHECK(test::least_makespan(problem) == test::least_makespan(with));
    CHECK(settled_makespan(with) == settled_makespan(problem));
  }
  CHECK(implied > 20);
}

}  // namespace repetend::search
