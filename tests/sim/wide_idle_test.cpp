// Idle causes and exposed time where problems have lanes, pools, waits and fused pairs.
#include "sim/engine/idle.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/idle_lines.hpp"
#include "tests/support/lanes.hpp"

using namespace repetend;

namespace {

constexpr MachineId comm{2}, d2h{3}, pcie{4};  // of the problems below: lanes of gpu0, and a shared machine

Problem two_devices(int micro_batches = 1) {
  Problem problem;
  problem.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  problem.machines = {{"comm", DeviceId{0}}, {"d2h", DeviceId{0}}, {"pcie", {}}};
  problem.pools = {{"host"}};
  problem.micro_batches = micro_batches;
  return problem;
}

using Lines = std::vector<std::string>;

struct Played {
  std::vector<Lines> idle;
  std::vector<std::pair<Time, Time>> lanes;  // busy and exposed, by machine
  std::vector<DeviceTime> devices;
};

Played play(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const Simulation run = simulate(plan);
  REQUIRE_FALSE(run.deadlock);
  const auto idle = idle_intervals(problem, plan.orders, run, plan.couplings);
  Played played;
  for (const auto& device : idle) {
    played.idle.emplace_back();
    for (const IdleInterval& i : device) played.idle.back().push_back(test::idle_line(problem, i));
  }
  for (const LaneTime& time : lane_times(problem, plan.orders, run, idle, plan.couplings))
    played.lanes.emplace_back(time.busy, time.exposed());
  played.devices = device_times(problem, plan.orders, run, idle, plan.couplings);
  return played;
}

using enum BlockKind;

}  // namespace

TEST_CASE("wide idle: waiting for communication, which is exposed while it runs") {
  Problem problem = two_devices();
  const BlockId a = test::add_block(problem, "A", forward, 0, 3);
  const BlockId c = test::add_block(problem, "C", communication, 0, 4, {comm}, {a});
  const BlockId x = test::add_block(problem, "X", forward, 0, 2, {}, {a});
  const BlockId b = test::add_block(problem, "B", forward, 0, 1, {}, {c});
  const Played run = play(test::coupled_plan(problem, {{{a, 0}, {x, 0}, {b, 0}}, {}, {{c, 0}}}));
  CHECK(run.idle[0] == Lines{"communication 5-7 B@0 for C@0"});
  CHECK(run.idle[1] == Lines{"warm-up 0-8"});
  CHECK(run.lanes[comm.index()] == std::pair<Time, Time>(4, 2));
  CHECK(run.lanes[0] == std::pair<Time, Time>(6, 0));
}

TEST_CASE("wide idle: offload and reload have one cause, and those before them expose nothing of others") {
  Problem problem = two_devices();
  const BlockId a = test::add_block(problem, "A", forward, 0, 3);
  const BlockId o = test::add_block(problem, "O", offload, 0, 4, {d2h, pcie}, {a});
  const BlockId r = test::add_block(problem, "R", reload, 0, 5, {comm, pcie}, {o});
  const BlockId b = test::add_block(problem, "B", backward, 0, 1, {}, {r});
  const Played run =
      play(test::coupled_plan(problem, {{{a, 0}, {b, 0}}, {}, {{r, 0}}, {{o, 0}}, {{o, 0}, {r, 0}}}));
  CHECK(run.idle[0] == Lines{"offload 3-12 B@0 for R@0"});
  CHECK(run.lanes[d2h.index()] == std::pair<Time, Time>(4, 0));
  CHECK(run.lanes[comm.index()] == std::pair<Time, Time>(5, 5));
  CHECK(run.lanes[pcie.index()] == std::pair<Time, Time>(9, 5));
}

TEST_CASE("wide idle: a gang of lanes waits for what another lane runs") {
  Problem problem = two_devices();
  const BlockId a = test::add_block(problem, "A", forward, 0, 2);
  const BlockId c = test::add_block(problem, "C", communication, 0, 4, {comm});
  const BlockId x = test::add_block(problem, "X", forward, 0, 3, {comm});
  const BlockId both = test::add_block(problem, "AC", forward, 0, 1, {MachineId{0}, comm});
  const Played run =
      play(test::coupled_plan(problem, {{{a, 0}, {both, 0}}, {}, {{c, 0}, {x, 0}, {both, 0}}}));
  CHECK(run.idle[0] == Lines{"communication 2-4 AC@0 for C@0", "gang 4-7 AC@0 for X@0"});
  CHECK(run.lanes[comm.index()] == std::pair<Time, Time>(8, 5));
}

TEST_CASE("wide idle: a wait of the plan is for memory where it makes room, and what it is for is exposed") {
  Problem problem = two_devices();
  const BlockId a = test::add_block(problem, "A", forward, 0, 3);
  const BlockId o = test::add_block(problem, "O", offload, 0, 4, {d2h}, {a});
  const BlockId b = test::add_block(problem, "B", forward, 0, 1);
  const BlockId c = test::add_block(problem, "C", forward, 1, 5);
  problem.edges.push_back({c, b});
  const Orders orders{{{a, 0}, {b, 0}}, {{c, 0}}, {}, {{o, 0}}};
  const Couplings waits{.waits = {{{o, 0}, {b, 0}}}};
  CHECK(play(test::coupled_plan(problem, orders, waits)).idle[0] == Lines{"offload 3-7 B@0 for O@0"});
  problem.blocks[o.index()].kind = forward;
  CHECK(play(test::coupled_plan(problem, orders, waits)).idle[0] == Lines{"block 3-7 B@0 for O@0"});
  problem.blocks[o.index()].uses[0].release = problem.blocks[b.index()].uses[0].acquire = 1;
  const Played run = play(test::coupled_plan(problem, orders, waits));
  CHECK(run.idle[0] == Lines{"memory 3-7 B@0 for O@0"});
  CHECK(run.lanes[d2h.index()] == std::pair<Time, Time>(4, 4));
  const Played started = play(test::coupled_plan(problem, orders, {.waits = {{{o, 0}, {b, 0}, true}}}));
  CHECK(started.idle[0] == Lines{"block 3-5 B@0 for C@0", "cool-down 6-7 B@0"});
  CHECK(started.lanes[d2h.index()] == std::pair<Time, Time>(4, 1));  // nothing is left to compute from 6 on
}

TEST_CASE("wide idle: memory that other lanes give back is full no longer than until they do") {
  Problem problem = two_devices();
  problem.devices[0].memory = 5;
  const BlockId a = test::add_block(problem, "A", forward, 0, 3);
  const BlockId o = test::add_block(problem, "O", offload, 0, 4, {d2h}, {a});
  const BlockId c = test::add_block(problem, "C", forward, 1, 9);
  const BlockId b = test::add_block(problem, "B", forward, 0, 1, {}, {c});
  const BlockId later = test::add_block(problem, "L", forward, 0, 1);
  problem.blocks[a.index()].uses[0].acquire = 4;
  problem.blocks[o.index()].uses[0].release = 4;
  problem.blocks[later.index()].uses[0].workspace = 2;
  const Orders orders{{{a, 0}, {b, 0}, {later, 0}}, {{c, 0}}, {}, {{o, 0}}};
  CHECK(play(test::coupled_plan(problem, orders)).idle[0] ==
        Lines{"memory 3-7 B@0 for L@0", "block 7-9 B@0 for C@0"});
  problem.devices[0].memory = 6;
  CHECK(play(test::coupled_plan(problem, orders)).idle[0] == Lines{"block 3-9 B@0 for C@0"});
  problem.blocks[later.index()].uses[0].workspace = 0;
  problem.blocks[later.index()].elsewhere = {{PoolId{2}, 0, 0, 3}};
  problem.blocks[o.index()].elsewhere = {{PoolId{2}, 0, 0, 2}};
  problem.pools[0].capacity = 4;
  CHECK(play(test::coupled_plan(problem, orders)).idle[0] ==
        Lines{"memory 3-7 B@0 for L@0", "block 7-9 B@0 for C@0"});
}

TEST_CASE("wide idle: a fused group is one instance, busy once") {
  Problem problem = two_devices(2);
  problem.devices[0].memory = 3;
  const BlockId f = test::add_block(problem, "F", forward, 0, 3);
  const BlockId g = test::add_block(problem, "G", forward, 1, 4, {}, {f});
  const BlockId b = test::add_block(problem, "B", backward, 0, 5, {}, {g});
  problem.pairs = {{{f}, {b}, 6}};
  const Orders orders{{{f, 0}, {f, 1}, {b, 0}, {b, 1}}, {{g, 0}, {g, 1}}};
  const Plan plan = test::coupled_plan(problem, orders, {.fused = {{{f, 1}, {b, 0}}}});
  const Played run = play(plan);
  CHECK(run.idle[0] == Lines{"block 3-7 F@1 for G@0", "block 13-17 B@1 for G@1"});
  CHECK(run.devices[0].busy == 3 + 6 + 5);
  CHECK(bubble_ratio(plan, 22) == 1 - (3 + 6 + 5 + 8) / 44.0);
  CHECK(bubble_ratio(test::coupled_plan(problem, orders), 22) == bubble_ratio(problem, 22));
  // What does not fit is the group as a whole: alone F would.
  problem.blocks[f.index()].uses[0].workspace = 2;
  problem.blocks[b.index()].uses[0].workspace = 2;
  const BlockId x = test::add_block(problem, "X", forward, 0, 1, {}, {g});
  const Orders later{{{f, 0}, {x, 0}, {f, 1}, {b, 0}, {x, 1}, {b, 1}}, {{g, 0}, {g, 1}}};
  problem.edges.back() = {g, x, 0, 0};
  Plan full = test::coupled_plan(problem, later, {.fused = {{{f, 1}, {b, 0}}}});
  CHECK(play(full).idle[0].front() == "block 3-7 X@0 for G@0");  // B lacks its input as X does
  problem.edges = {{f, g}, {g, x}};
  full = test::coupled_plan(problem, later, {.fused = {{{f, 1}, {b, 0}}}});
  CHECK(play(full).idle[0].front() == "memory 3-7 X@0 for F@1");
  problem.devices[0].memory = 4;
  full = test::coupled_plan(problem, later, {.fused = {{{f, 1}, {b, 0}}}});
  CHECK(play(full).idle[0].front() == "block 3-7 X@0 for G@0");
}

TEST_CASE("wide idle: what runs before and after all computing is exposed") {
  Problem problem = two_devices(2);
  const BlockId p = test::add_block(problem, "P", communication, 0, 5, {comm});
  const BlockId f = test::add_block(problem, "F", forward, 0, 3, {}, {p});
  const BlockId e = test::add_block(problem, "E", communication, 0, 7, {comm}, {f});
  const BlockId other = test::add_block(problem, "O", forward, 1, 2);
  problem.blocks[p.index()].repeat = Repeat::first;
  problem.blocks[e.index()].repeat = Repeat::last;
  const Played run =
      play(test::coupled_plan(problem, {{{f, 0}, {f, 1}}, {{other, 0}, {other, 1}}, {{p, 0}, {e, 1}}}));
  CHECK(run.idle[0] == Lines{"warm-up 0-5 F@0 for P@0", "cool-down 11-18 F@1"});
  CHECK(run.idle[1] == Lines{"cool-down 4-18 O@1"});
  CHECK(run.lanes[comm.index()] == std::pair<Time, Time>(12, 12));
  // Of two that are waited for at once every moment counts once.
  problem.blocks[other.index()].time = 1;
  problem.edges.push_back({p, other});
  const Played both =
      play(test::coupled_plan(problem, {{{f, 0}, {f, 1}}, {{other, 0}, {other, 1}}, {{p, 0}, {e, 1}}}));
  CHECK(both.lanes[comm.index()] == std::pair<Time, Time>(12, 12));
}
