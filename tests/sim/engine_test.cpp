#include "sim/engine/engine.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/reference_timing.hpp"

using namespace repetend;

namespace {

// Transfers of either kind as (edge, micro-batch, from, to, start, delivered).
template <class Transfers>
auto sorted(const Transfers& transfers) {
  std::vector<std::tuple<EdgeId, int, DeviceId, DeviceId, Time, Time>> result;
  for (const auto& t : transfers)
    result.emplace_back(t.edge, t.micro_batch, t.from, t.to, t.start, t.delivered);
  std::ranges::sort(result);
  return result;
}

Simulation simgrid(TransferMode mode) {
  const Problem problem = test::simgrid_case(mode);
  return simulate(problem, test::one_forward_one_backward(problem));
}

}  // namespace

TEST_CASE("the engine reproduces SimGrid's pipeline") {
  CHECK(simgrid(TransferMode::none).makespan == 1007 * 30'000'000LL);
  CHECK(simgrid(TransferMode::async).makespan == 30'782'650'000);
  CHECK(simgrid(TransferMode::rendezvous).makespan == 30'863'575'000);
  CHECK(simgrid(TransferMode::blocking).deadlock);
}

TEST_CASE("engine and reference agree on random problems") {
  for (const TransferMode mode : test::transfer_modes) {
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
      REQUIRE(sorted(engine.transfers) == sorted(reference.transfers));
      REQUIRE(std::ranges::is_sorted(engine.transfers, {}, &TransferRun::start));
      if (!engine.deadlock) REQUIRE(engine.peak_memory == peak_memory(problem, orders));
      deadlocks += engine.deadlock ? 1 : 0;
    }
    const bool can = mode == TransferMode::rendezvous || mode == TransferMode::blocking;
    CHECK((deadlocks > 0) == can);
  }
}
