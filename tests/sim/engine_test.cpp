#include "sim/engine/engine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/reference_timing.hpp"

using namespace repetend;

namespace {

constexpr TransferMode all_modes[] = {TransferMode::none, TransferMode::async, TransferMode::rendezvous,
                                      TransferMode::blocking};

// 1F1B on one stage a device, as SimGrid's example runs it.
Orders one_forward_one_backward(const Problem& problem) {
  const int p = static_cast<int>(problem.devices.size());
  Orders orders(problem.devices.size());
  for (int d = 0; d < p; ++d) {
    const BlockId forward{d}, backward{2 * p - 1 - d};
    const int ahead = std::min(p - d, problem.micro_batches);
    for (int n = 0; n < problem.micro_batches + ahead; ++n) {
      if (n >= ahead) orders[DeviceId{d}.index()].push_back({backward, n - ahead});
      if (n < problem.micro_batches) orders[DeviceId{d}.index()].push_back({forward, n});
    }
  }
  return orders;
}

Problem simgrid_case(TransferMode mode) {
  Problem problem = test::pipeline(8, 1000, 10'000'000, 20'000'000);
  for (Edge& edge : problem.edges) edge.bytes = 8'000'000;
  problem.transfer = mode;
  problem.links.fallback = Link{5'000, 25'000'000'000};
  return problem;
}

Simulation simgrid(TransferMode mode) {
  const Problem problem = simgrid_case(mode);
  return simulate(problem, one_forward_one_backward(problem));
}

}  // namespace

TEST_CASE("the engine reproduces SimGrid's pipeline") {
  CHECK(simgrid(TransferMode::none).makespan == 1007 * 30'000'000LL);
  CHECK(simgrid(TransferMode::async).makespan == 30'782'650'000);
  CHECK(simgrid(TransferMode::rendezvous).makespan == 30'863'575'000);
  CHECK(simgrid(TransferMode::blocking).deadlock);
}

TEST_CASE("engine and reference agree on random problems") {
  for (const TransferMode mode : all_modes) {
    std::mt19937_64 random(11);
    int deadlocks = 0;
    for (int round = 0; round < 500; ++round) {
      const Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const Simulation engine = simulate(problem, orders);
      const test::ReferenceTiming reference = test::reference_timing(problem, orders);
      CAPTURE(to_string(mode), round);
      REQUIRE(engine.start == reference.start);
      REQUIRE(engine.end == reference.end);
      REQUIRE(engine.makespan == reference.makespan);
      REQUIRE(engine.deadlock.has_value() == reference.deadlock);
      REQUIRE(engine.transfers.size() == reference.transfers.size());
      REQUIRE(engine.peak_memory.size() == problem.devices.size());
      if (!engine.deadlock) REQUIRE(engine.peak_memory == peak_memory(problem, orders));
      deadlocks += engine.deadlock ? 1 : 0;
    }
    const bool can = mode == TransferMode::rendezvous || mode == TransferMode::blocking;
    CHECK((deadlocks > 0) == can);
  }
}
