// The engine on what a plain problem does not have: lanes, shared machines, pools that several machines
// change, waits, fused pairs, repeats and interference.
#include "tests/support/lanes.hpp"

#include "sim/engine/dispatch.hpp"
#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;

namespace {

constexpr MachineId comm{2}, copies{3};  // of the problems below: gpu0.comm, and what both devices share

// Two devices of which the first has a lane for communication; a machine that both share.
Problem two_devices(int micro_batches) {
  Problem problem;
  problem.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  problem.machines = {{"comm", DeviceId{0}}, {"pcie", {}}};
  problem.micro_batches = micro_batches;
  return problem;
}

Time start_of(const Plan& plan, Instance i) { return plan.start[instance_index(*plan.problem, i)]; }

}  // namespace

TEST_CASE("lanes of a device run at the same time, and a block on two of them holds both") {
  Problem problem = two_devices(1);
  problem.machines[0].speed = unit_speed / 2;
  const BlockId a = test::add_block(problem, "A", BlockKind::forward, 0, 10);
  const BlockId c = test::add_block(problem, "C", BlockKind::communication, 0, 3, {comm});
  const BlockId both = test::add_block(problem, "AC", BlockKind::forward, 0, 2, {MachineId{0}, comm});
  const Plan plan =
      time_plan(test::coupled_plan(problem, {{{a, 0}, {both, 0}}, {}, {{c, 0}, {both, 0}}, {}}));
  CHECK(start_of(plan, {c, 0}) == 0);
  CHECK(start_of(plan, {both, 0}) == 10);
  CHECK(makespan(plan) == 14);  // at the speed of the slower lane
  CHECK(bubble_ratio(problem, 14) == 1 - 14.0 / 28);
}

TEST_CASE("a wait holds an instance until another has ended, or has started") {
  Problem problem = two_devices(1);
  const BlockId a = test::add_block(problem, "A", BlockKind::forward, 0, 10);
  const BlockId c = test::add_block(problem, "C", BlockKind::communication, 0, 3, {comm});
  const BlockId d = test::add_block(problem, "D", BlockKind::communication, 1, 4, {MachineId{1}}, {c});
  const Orders orders{{{a, 0}}, {{d, 0}}, {{c, 0}}, {}};
  const auto with = [&](std::vector<Wait> waits) {
    return test::coupled_plan(problem, orders, {.waits = std::move(waits)});
  };
  CHECK(start_of(time_plan(with({{{a, 0}, {c, 0}}})), {c, 0}) == 10);
  CHECK(start_of(time_plan(with({{{c, 0}, {a, 0}, true}})), {a, 0}) == 0);
  CHECK(start_of(time_plan(with({{{d, 0}, {a, 0}, true}})), {a, 0}) == 3);
  const Simulation stuck = simulate(with({{{d, 0}, {a, 0}}, {{a, 0}, {c, 0}}}));
  REQUIRE(stuck.deadlock);
  CHECK(stuck.deadlock->cycle ==
        std::vector<std::string>{"gpu0 waits to start A@0 until D@0 has ended, which gpu1 has not run",
                                 "gpu1 waits to start D@0 for C@0, which gpu0.comm has not run",
                                 "gpu0.comm waits to start C@0 until A@0 has ended, which gpu0 has not run"});
}

TEST_CASE("a fused group starts with all its inputs and ends as one") {
  Problem problem = two_devices(2);
  const BlockId f = test::add_block(problem, "F", BlockKind::forward, 0, 3);
  const BlockId g = test::add_block(problem, "G", BlockKind::forward, 1, 4, {}, {f});
  const BlockId b = test::add_block(problem, "B", BlockKind::backward, 0, 5, {}, {g});
  problem.blocks[0].uses[0].acquire = 1;
  problem.blocks[2].uses[0].release = 1;
  problem.pairs = {{{f}, {b}, 6}};
  const Orders orders{{{f, 0}, {f, 1}, {b, 0}, {b, 1}}, {{g, 0}, {g, 1}}, {}, {}};
  const Plan plan = time_plan(test::coupled_plan(problem, orders, {.fused = {{{f, 1}, {b, 0}}}}));
  CHECK(start_of(plan, {f, 1}) == 7);  // with B@0, which waits for G@0
  CHECK(start_of(plan, {g, 1}) == 13);
  CHECK(start_of(plan, {b, 1}) == 17);
  CHECK(makespan(plan) == 22);
  CHECK(simulate(plan).peak_memory == std::vector<Bytes>{2, 0});
  CHECK_THROWS_WITH(
      time_plan(test::coupled_plan(problem, orders, {.fused = {{{f, 0}, {b, 0}}}})),
      "the plan cannot be run: gpu0 does not run F@0 and what is fused with it next to each other");
}

TEST_CASE("blocks of the whole iteration wait for all micro-batches, or hold all back") {
  Problem problem = two_devices(3);
  const BlockId f = test::add_block(problem, "F", BlockKind::forward, 0, 3);
  const BlockId gather = test::add_block(problem, "P", BlockKind::communication, 0, 5, {comm});
  const BlockId exchange = test::add_block(problem, "G", BlockKind::communication, 0, 7, {comm}, {f});
  problem.edges.push_back({gather, f});
  problem.blocks[gather.index()].repeat = Repeat::first;
  problem.blocks[exchange.index()].repeat = Repeat::last;
  const Plan plan = time_plan(
      test::coupled_plan(problem, {{{f, 1}, {f, 0}, {f, 2}}, {}, {{gather, 0}, {exchange, 2}}, {}}));
  CHECK(start_of(plan, {f, 1}) == 5);
  CHECK(start_of(plan, {exchange, 2}) == 14);
  CHECK(makespan(plan) == 21);
}

TEST_CASE("releases come first at one instant, on whatever machine") {
  Problem problem = two_devices(1);
  const BlockId a = test::add_block(problem, "A", BlockKind::forward, 0, 4);
  const BlockId offload = test::add_block(problem, "O", BlockKind::offload, 0, 4, {comm}, {a});
  const BlockId next = test::add_block(problem, "N", BlockKind::forward, 0, 2, {}, {a});
  problem.pools = {{"host", 9}};
  const PoolId host{2};
  problem.blocks[a.index()].uses[0].acquire = 5;
  problem.blocks[offload.index()].uses[0].release = 5;
  problem.blocks[offload.index()].elsewhere = {{host, 5, 5, 0}};
  problem.blocks[next.index()].uses[0].workspace = 2;
  const Orders orders{{{a, 0}, {next, 0}}, {}, {{offload, 0}}, {}};
  CHECK(simulate(problem, orders).peak_memory == std::vector<Bytes>{7, 0, 5});
  const Couplings later{.waits = {{{offload, 0}, {next, 0}}}};
  const Simulation run = simulate(test::coupled_plan(problem, orders, later));
  CHECK(run.makespan == 10);
  CHECK(run.peak_memory == std::vector<Bytes>{5, 0, 5});
  CHECK(run.memory[0].size() == 3);  // 5, then 2 from 8 to 10, then nothing
}

TEST_CASE("lanes that are busy together advance slower, as the problem says") {
  Problem problem = two_devices(1);
  const BlockId a = test::add_block(problem, "A", BlockKind::forward, 0, 100);
  const BlockId c = test::add_block(problem, "C", BlockKind::communication, 0, 50, {comm});
  problem.interference = {{"compute", "comm", unit_speed * 5 / 4}};
  const Orders orders{{{a, 0}}, {}, {{c, 0}}, {}};
  CHECK(simulate(problem, orders).makespan == 100);
  const Simulation run = simulate(problem, orders, {.interference = true});
  CHECK(run.end[c.index()] == 63);   // 62.5, rounded up
  CHECK(run.end[a.index()] == 113);  // 50.4 of 100 in the first 63, the rest alone
}
