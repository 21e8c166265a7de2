// Plans whose orders are left to the dispatcher: they run again with the orders and waits that it came to, in
// the same times, and whoever waits for ever is named.
#include "sim/engine/dispatch.hpp"

#include "sim/core/error.hpp"
#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/problem/machines.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;

namespace {

// With every order open.
Plan open_plan(std::shared_ptr<const Problem> problem) {
  Orders open(machine_count(*problem));
  return {std::move(problem), "list", std::move(open), {}, {}};
}

Plan dispatched(const std::string& text) {
  return dispatch(open_plan(parse_scenario(text, "f.yaml").problem));
}

void check_replayed(const Plan& plan) {
  REQUIRE(verify(plan).empty());
  const Simulation run = simulate(plan);
  REQUIRE_FALSE(run.deadlock);
  for (const Instance i : instances_of(*plan.problem)) {
    const std::size_t at = instance_index(*plan.problem, i);
    REQUIRE(run.start[at] == plan.start[at]);
  }
}

// A little less of every pool than the problem takes where nothing waits for memory.
std::shared_ptr<const Problem> tightened(const Problem& problem, std::mt19937_64& random) {
  const auto peaks =
      peak_pools(dispatch_regardless_of_memory(open_plan(std::make_shared<const Problem>(problem))));
  Problem result = problem;
  for (PoolId p : peaks.ids()) {
    const Bytes room = std::max(static_memory_of(problem, p), peaks[p] - test::uniform(random, 0, 4));
    (is_memory(problem, p) ? result.devices[p.index()].memory
                           : result.pools[p.index() - problem.devices.size()].capacity) = room;
  }
  return std::make_shared<const Problem>(std::move(result));
}

}  // namespace

TEST_CASE("dispatch: what is released at an instant is waited for in the order in which it came") {
  // At 1 both R0 and R1 give the host its byte back. R0 comes of O0, which has to wait for R1 therefore.
  const Plan plan = dispatched(R"(time_unit: ns
micro_batches: 1
devices: {count: 2, lanes: [compute, d2h, h2d]}
pools: [{name: host, capacity: 1}]
blocks:
  - {name: F0, kind: forward, devices: [0], time: 1, acquire: {gpu0: 1}}
  - {name: O0, kind: offload, devices: [0], lane: d2h, time: 0, after: [F0], release: {gpu0: 1}, acquire: {host: 1}}
  - {name: R0, kind: reload, devices: [0], lane: h2d, time: 0, after: [O0], release: {host: 1}, acquire: {gpu0: 1}}
  - {name: B0, kind: backward, devices: [0], time: 1, release: {gpu0: 1}, after: [R0]}
  - {name: O1, kind: offload, devices: [1], lane: d2h, time: 1, acquire: {host: 1}}
  - {name: R1, kind: reload, devices: [1], lane: h2d, time: 0, after: [O1], release: {host: 1}}
)");
  CHECK(makespan(plan) == 2);
  check_replayed(plan);
  CHECK(std::ranges::count(plan.couplings.waits, Wait{{BlockId{5}, 0}, {BlockId{1}, 0}}) == 1);
}

TEST_CASE("dispatch: plans of random wide problems run again") {
  std::mt19937_64 random(29);
  int played = 0, waiting = 0, stuck = 0;
  for (std::uint64_t seed = 0; played < 400; ++seed)
    for (const TransferMode mode : test::transfer_modes) {
      const Problem problem = test::wide_problem(seed, {.transfer = mode});
      CAPTURE(seed, to_string(mode));
      try {
        const Plan plan = dispatch(open_plan(tightened(problem, random)));
        check_replayed(plan);
        ++played;
        waiting += !plan.couplings.waits.empty();
      } catch (const RequestError&) {  // memory or a message that never comes
        ++stuck;
      }
    }
  INFO(played << " " << waiting << " " << stuck);
  CHECK(waiting > 100);
  CHECK(stuck > 10);
}

TEST_CASE("dispatch: who waits for a turn at memory is named with the one before it") {
  // X needs all of both devices. gpu0 never has that before Z has run, and gpu1 is kept for X, which came
  // first.
  CHECK_THROWS_WITH(
      dispatched(R"(time_unit: ns
micro_batches: 1
devices: {count: 2, memory: 2}
blocks:
  - {name: H, devices: [0], time: 1, acquire: 1}
  - {name: Q, devices: [1], time: 2}
  - {name: X, devices: [0, 1], time: 1, workspace: 2}
  - {name: Z, devices: [1], time: 1, workspace: 1, after: [Q]}
  - {name: R, devices: [0], time: 1, release: 1, after: [H, Z]}
)"),
      ContainsSubstring("gpu1 waits to start Z@0 for its turn at the memory of gpu1 after X@0, which "
                        "gpu0 has not run"));
}
