#include "sim/engine/critical_path.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;
using Reason = CriticalStep::Reason;

namespace {

// Where the transfers of a step lead to, from the end of the step before; each must start where the last led.
Time after_transfers(const Problem& problem, const CriticalStep& step, Time from) {
  for (std::size_t k = 0; k < step.transfers.size(); ++k) {
    REQUIRE(step.transfers[k].start == from);
    const bool last = k + 1 == step.transfers.size();
    from = last || problem.transfer == TransferMode::blocking ? step.transfers[k].delivered
                                                              : step.transfers[k].link_free;
  }
  return from;
}

void require_contiguous(const Problem& problem, const std::vector<CriticalStep>& path, Time makespan) {
  REQUIRE_FALSE(path.empty());
  REQUIRE(path.front().reason == Reason::first);
  REQUIRE(path.front().start == 0);
  REQUIRE(path.back().end == makespan);
  for (std::size_t k = 1; k < path.size(); ++k) {
    REQUIRE(path[k].transfers.empty() == (path[k].reason != Reason::transfer));
    REQUIRE(after_transfers(problem, path[k], path[k - 1].end) == path[k].start);
  }
}

}  // namespace

TEST_CASE("critical path: of a pipeline, by name and reason") {
  Problem problem = test::pipeline(2, 1, 2, 3);
  const Orders orders = test::one_forward_one_backward(problem);
  const auto free = critical_path(problem, orders, simulate(problem, orders));
  REQUIRE(free.size() == 4);
  CHECK(instance_name(problem, free[1].instance) == "F1@0");
  CHECK(free[1].reason == Reason::dependency);
  CHECK(free[2].reason == Reason::device);
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{7, 1};
  const auto transferred = critical_path(problem, orders, simulate(problem, orders));
  REQUIRE(transferred.size() == 4);
  CHECK(transferred[1].reason == Reason::transfer);
  CHECK(transferred[1].transfers.at(0).delivered == 9);
}

TEST_CASE("critical path: a congested link is on it") {
  Problem problem = test::pipeline(2, 3, 1, 1);
  for (Edge& edge : problem.edges) edge.bytes = 10;
  problem.transfer = TransferMode::async;
  problem.links.fallback = Link{0, 1'000'000'000};
  const BlockId f0{0}, f1{1}, b1{2}, b0{3};
  const Orders orders{{{f0, 0}, {f0, 1}, {f0, 2}, {b0, 0}, {b0, 1}, {b0, 2}},
                      {{f1, 0}, {f1, 1}, {f1, 2}, {b1, 0}, {b1, 1}, {b1, 2}}};
  const Simulation simulation = simulate(problem, orders);
  const auto path = critical_path(problem, orders, simulation);
  require_contiguous(problem, path, simulation.makespan);
  // F0@0, then three messages one after the other to F1@2, and three back from B1@0.
  REQUIRE(path.size() >= 3);
  CHECK(path[1].transfers.size() == 3);
  CHECK(instance_name(problem, path[1].instance) == "F1@2");
  CHECK(path.back().transfers.size() == 3);
  CHECK(simulation.makespan == 1 + 30 + 1 + 1 + 30 + 1);
}

TEST_CASE("critical path: contiguous and as long as the makespan") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(41);
    for (int round = 0; round < 400; ++round) {
      const Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const Simulation simulation = simulate(problem, orders);
      const auto path = critical_path(problem, orders, simulation);
      CAPTURE(to_string(mode), round);
      REQUIRE(path.empty() == simulation.deadlock.has_value());
      if (!path.empty()) require_contiguous(problem, path, simulation.makespan);
    }
  }
}
