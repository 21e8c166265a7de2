#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

using Words = std::vector<std::string>;
constexpr BlockId f0{0}, f1{1}, b1{2}, b0{3};

Words wait_cycle(const Problem& problem, const Orders& orders) {
  const Simulation simulation = simulate(problem, orders);
  REQUIRE(simulation.deadlock);
  return simulation.deadlock->cycle;
}

Problem with_links(Problem problem, TransferMode mode) {
  problem.transfer = mode;
  problem.links.fallback = Link{1, 1'000'000'000};
  return problem;
}

}  // namespace

TEST_CASE("deadlock: two devices that wait for each other's blocks") {
  Problem problem = test::pipeline(2, 2, 1, 1);
  const Orders orders{{{f0, 0}, {b0, 1}, {b0, 0}, {f0, 1}}, {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}}};
  CHECK(wait_cycle(problem, orders) == Words{"gpu0 waits to start B0@1 for B1@1, which gpu1 has not run",
                                             "gpu1 waits to start F1@1 for F0@1, which gpu0 has not run"});
  const Simulation simulation = simulate(problem, orders);
  CHECK(simulation.makespan == 3);  // F0@0, F1@0 and B1@0 have run
  CHECK(simulation.start[instance_index(problem, {b0, 1})] == never);
}

TEST_CASE("deadlock: a producer that comes later on the same device") {
  const Problem problem = test::pipeline(1, 1, 1, 1);
  CHECK(wait_cycle(problem, {{{BlockId{1}, 0}, {BlockId{0}, 0}}}) ==
        Words{"gpu0 waits to start B0@0 for F0@0, which comes later in its own order"});
}

TEST_CASE("deadlock: gangs in opposite orders") {
  Problem problem;
  for (const char* name : {"gpu0", "gpu1"}) problem.devices.push_back({.name = name});
  for (const char* name : {"a", "b"})
    problem.blocks.push_back(
        {.name = name, .time = 1, .uses = {{.device = DeviceId{0}}, {.device = DeviceId{1}}}});
  CHECK(wait_cycle(problem, {{{f0, 0}, {f1, 0}}, {{f1, 0}, {f0, 0}}}) ==
        Words{"gpu0 waits to start a@0 together with gpu1, which is not ready for it",
              "gpu1 waits to start b@0 together with gpu0, which is not ready for it"});
}

TEST_CASE("deadlock: blocking sends that meet") {
  const Problem problem = with_links(test::pipeline(2, 2, 1, 1), TransferMode::blocking);
  CHECK(wait_cycle(problem, test::one_forward_one_backward(problem)) ==
        Words{"gpu0 waits to send the data of F0@1 to gpu1, which has not posted the receive for F1@1",
              "gpu1 waits to send the data of B1@0 to gpu0, which has not posted the receive for B0@0"});
}

TEST_CASE("deadlock: a rendezvous behind another one on the same link") {
  const Problem problem = with_links(test::pipeline(2, 2, 1, 1), TransferMode::rendezvous);
  CHECK(wait_cycle(problem, {{{f0, 0}, {f0, 1}, {b0, 0}, {b0, 1}}, {{f1, 1}, {f1, 0}, {b1, 0}, {b1, 1}}}) ==
        Words{"gpu1 waits to start F1@1 for the data of F0@1, which stand on the link from gpu0 behind the "
              "data of "
              "F0@0, which gpu1 receives only before F1@0, later in its own order"});
}

TEST_CASE("deadlock: every wait cycle can be told") {
  int deadlocks = 0;
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(43);
    for (int round = 0; round < 500; ++round) {
      const Problem problem = test::random_problem(random, {.transfer = mode});
      Orders orders = test::random_orders(random, problem);
      for (auto& order : orders)  // a few swaps, which often close a circle
        if (order.size() > 1) std::swap(order.front(), order[order.size() / 2]);
      const Simulation simulation = simulate(problem, orders);
      const bool unfinished = std::ranges::count(simulation.end, never) > 0;
      REQUIRE(simulation.deadlock.has_value() == unfinished);
      if (!unfinished) continue;
      ++deadlocks;
      REQUIRE_FALSE(simulation.deadlock->cycle.empty());
      REQUIRE(simulation.deadlock->cycle.size() <= problem.devices.size());
      for (const std::string& words : simulation.deadlock->cycle)
        REQUIRE_THAT(words, ContainsSubstring(" waits to "));
    }
  }
  CHECK(deadlocks > 100);
}

TEST_CASE("timing a plan that deadlocks names the circle") {
  Plan plan;
  plan.problem = std::make_shared<const Problem>(test::pipeline(1, 1, 1, 1));
  plan.orders = {{{f0, 0}, {f1, 0}}};
  CHECK(time_plan(plan).start == std::vector<Time>{0, 1});
  plan.orders = {{{f1, 0}, {f0, 0}}};
  CHECK_THROWS_WITH(
      time_plan(plan),
      "the plan deadlocks: gpu0 waits to start B0@0 for F0@0, which comes later in its own order");
}
