// One test a constraint on what plain problems do not have: lanes, machines, pools, repeats, times by
// micro-batch, pairs, waits and durations of a plan's own.
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/judge.hpp"

using namespace repetend;
using test::check_broken;
using test::Draft;

namespace {

constexpr DeviceId gpu0{0}, gpu1{1};
constexpr BlockId f{0}, x{1}, b{2}, u{3};
constexpr MachineId compute{0}, comm{1};

// One device of two lanes, two micro-batches; U runs once, as of the last.
//   gpu0       F0 F0 F1 F1 .  B0 B0 B0 B0 B1 B1 B1 B1 U1
//   gpu0.comm  .  .  X0 X0 X0 X1 X1 X1
Draft two_lanes() {
  Draft draft;
  draft.problem.micro_batches = 2;
  draft.problem.devices = {{.name = "gpu0", .memory = 2}};
  draft.problem.machines = {{.name = "comm", .device = gpu0}};
  draft.problem.blocks = {
      {.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 1}}},
      {.name = "X", .time = 3, .uses = {{.device = gpu0}}, .machines = {comm}},
      {.name = "B", .time = 4, .uses = {{.device = gpu0, .release = 1}}},
      {.name = "U", .time = 1, .uses = {{.device = gpu0}}, .repeat = Repeat::last},
  };
  draft.problem.edges = {{f, x}, {x, b}, {b, u}};
  draft.plan.orders = {{{f, 0}, {f, 1}, {b, 0}, {b, 1}, {u, 1}}, {{x, 0}, {x, 1}}};
  draft.plan.start = {0, 2, 2, 5, 5, 9, 77, 13};  // F, X, B, U; that of U@0 means nothing
  return draft;
}

constexpr BlockId back{1}, z{2}, igrad{1}, wgrad{2};  // of the pairs below

// F of one micro-batch and B of another on one device, fused in the middle; a pair takes 5.
//   F0 F0 F1+B0 B1 B1 B1 B1
Draft one_pair() {
  Draft draft;
  draft.problem.micro_batches = 2;
  draft.problem.devices = {{.name = "gpu0", .memory = 2}};
  draft.problem.blocks = {{.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 1}}},
                          {.name = "B", .time = 4, .uses = {{.device = gpu0, .release = 1}}}};
  draft.problem.edges = {{f, back}};
  draft.problem.pairs = {{{f}, {back}, 5}};
  draft.plan.orders = {{{f, 0}, {f, 1}, {back, 0}, {back, 1}}};
  draft.plan.couplings.fused = {{{f, 1}, {back, 0}}};
  draft.plan.start = {0, 2, 2, 7};
  return draft;
}

}  // namespace

TEST_CASE("shape: machines, and blocks that run once") {
  check_broken("shape", "the plan orders 1 machines, expected 2", two_lanes(),
               [](Draft& d) { d.plan.orders.plain().pop_back(); });
  check_broken("shape", "gpu0.comm never runs X@1, expected it once", two_lanes(),
               [](Draft& d) { d.plan.orders[comm].pop_back(); });
  check_broken("shape", "gpu0.comm runs F@0, which is not placed on it", two_lanes(), [](Draft& d) {
    d.plan.orders[comm].push_back({f, 0});
  });
  check_broken("shape", "gpu0 runs U@0, but U runs once, as of micro-batch 1", two_lanes(), [](Draft& d) {
    d.plan.orders[compute].push_back({u, 0});
  });
  check_broken("shape", "gpu0 never runs U@1, expected it once", two_lanes(),
               [](Draft& d) { d.plan.orders[compute].pop_back(); });
  check_broken("shape", "the plan has 3 durations, expected one for each of 8 instances, or none",
               two_lanes(), [](Draft& d) {
                 d.plan.durations = {1, 1, 1};
               });
  check_broken("shape", "the choice stage0 is open, expected a plan of one of its options", two_lanes(),
               [](Draft& d) {
                 d.problem.choices = {{"stage0", {{"keep"}, {"offload"}}}};
               });
}

TEST_CASE("shape: waits and fused groups are of instances that there are") {
  const auto check = [](const std::string& message, const std::function<void(Draft&)>& breaks) {
    check_broken("shape", message, one_pair(), breaks);
  };
  check("the plan waits for micro-batch 2 of block 0, expected a micro-batch below 2 of a block below 2",
        [](Draft& d) {
          d.plan.couplings.waits = {{{f, 0}, {f, 2}}};
        });
  check("the plan fuses micro-batch 0 of block 9, expected a micro-batch below 2 of a block below 2",
        [](Draft& d) {
          d.plan.couplings.fused = {{{f, 1}, {BlockId{9}, 0}}};
        });
  check("the plan fuses none, expected two instances or more",
        [](Draft& d) { d.plan.couplings.fused = {{}}; });
  check("the plan fuses F@1, expected two instances or more", [](Draft& d) {
    d.plan.couplings.fused = {{{f, 1}}};
  });
  check("the plan fuses B@0 twice", [](Draft& d) {
    d.plan.couplings.fused.push_back({{back, 0}, {back, 1}});
  });
  check("the plan fuses F@0 + B@0, expected these neighbours in the order of gpu0", [](Draft& d) {
    d.plan.couplings.fused = {{{f, 0}, {back, 0}}};
  });
  check("the plan fuses B@0 + F@1, expected these neighbours in the order of gpu0", [](Draft& d) {
    d.plan.couplings.fused = {{{back, 0}, {f, 1}}};
  });
}

TEST_CASE("shape: the plan's own order of micro-batches") {
  check_broken("shape", "the plan has an order of micro-batches, expected none where the problem gives it",
               two_lanes(), [](Draft& d) {
                 d.plan.micro_batch_order = {0, 1};
               });
  Draft draft = two_lanes();
  draft.problem.micro_batch_order = MicroBatchOrder::free;
  check_broken("shape", "the plan's order of micro-batches has 2 entries, expected each of 0 to 1 once",
               draft, [](Draft& d) {
                 d.plan.micro_batch_order = {1, 1};
               });
  check_broken("shape", "the plan's order of micro-batches has 3 entries, expected each of 0 to 1 once",
               draft, [](Draft& d) {
                 d.plan.micro_batch_order = {0, 1, 2};
               });
}

TEST_CASE("duration: not negative") {
  Draft draft = two_lanes();
  draft.plan.durations = {2, 2, 3, 3, 4, 4, -9, 1};
  check_broken("duration", "X@1 takes -3 ns, expected 0 or more", draft,
               [](Draft& d) { d.plan.durations[3] = -3; });
}

TEST_CASE("a plan's own durations hold, whatever the problem says") {
  Draft draft = two_lanes();
  draft.plan.durations = {1, 1, 3, 3, 4, 4, 0, 1};
  check_broken("overlap", "gpu0 runs B@0 until 10 ns, but B@1 starts there at 9 ns", draft,
               [](Draft& d) { d.plan.durations[4] = 5; });
}

TEST_CASE("overlap: a block occupies all its machines, the slowest of which says how long") {
  Draft draft = two_lanes();
  draft.problem.machines.push_back({.name = "pcie"});
  draft.problem.blocks[x.index()].machines.push_back(MachineId{2});
  draft.problem.blocks[b.index()].machines = {compute, MachineId{2}};
  draft.plan.orders.push_back({{x, 0}, {x, 1}, {b, 0}, {b, 1}});
  draft.start(b, 0) = 8;
  draft.start(b, 1) = 12;
  draft.start(u, 1) = 16;
  check_broken("overlap", "pcie runs X@1 until 8 ns, but B@0 starts there at 7 ns", draft,
               [](Draft& d) { d.start(b, 0) = 7; });
  draft.problem.machines[1].speed = unit_speed * 3 / 4;  // X takes 4, B 6
  draft.plan.start = {0, 2, 2, 6, 10, 16, 0, 22};
  check_broken("overlap", "pcie runs X@1 until 10 ns, but B@0 starts there at 9 ns", draft,
               [](Draft& d) { d.start(b, 0) = 9; });
}

TEST_CASE("overlap: what takes no time may not lie in a run") {
  Draft draft = two_lanes();
  draft.problem.blocks[u.index()].time = 0;
  draft.problem.edges.pop_back();
  draft.start(u, 1) = 13;
  check_broken("overlap", "gpu0 runs B@1 until 13 ns, but U@1 starts there at 9 ns", draft,
               [](Draft& d) { d.start(u, 1) = 9; });
  draft.plan.orders[compute] = {{f, 0}, {f, 1}, {b, 0}, {u, 1}, {b, 1}};
  draft.start(u, 1) = 9;  // B@1 starts then, too
  CHECK(verify(draft.finish()).empty());
  CHECK(test::judge(draft.finish()));
}

TEST_CASE("sequence: in the order in which micro-batches are fed, the same for all blocks") {
  Draft draft = two_lanes();
  draft.problem.micro_batch_order = MicroBatchOrder::free;
  draft.plan.micro_batch_order = {1, 0};
  for (auto& order : draft.plan.orders)
    for (Instance& i : order)
      if (i.block != u) i.micro_batch = 1 - i.micro_batch;
  draft.plan.start = {2, 0, 5, 2, 9, 5, 0, 13};
  check_broken("sequence", "F@1 starts at 0 ns, before F@0 at 2 ns, expected micro-batch order", draft,
               [](Draft& d) { d.plan.micro_batch_order.clear(); });
  check_broken("sequence", "F@1 starts at 0 ns, before F@0 at 2 ns, expected micro-batch order", draft,
               [](Draft& d) {
                 d.plan.micro_batch_order = {0, 1};
               });
}

TEST_CASE("dependency: what runs once waits for all micro-batches, and holds all back") {
  Draft draft = two_lanes();
  draft.problem.blocks[u.index()].machines = {comm};
  draft.plan.orders = {{{f, 0}, {f, 1}, {b, 0}, {b, 1}}, {{x, 0}, {x, 1}, {u, 1}}};
  check_broken("dependency", "U@1 starts at 8 ns, but B@0 ends at 9 ns", draft,
               [](Draft& d) { d.start(u, 1) = 8; });
  constexpr BlockId g{4};
  draft.problem.blocks.push_back({.name = "G", .time = 2, .uses = {{gpu0}}, .repeat = Repeat::first});
  draft.problem.blocks[g.index()].machines = {comm};
  draft.problem.edges.push_back({g, f});
  draft.plan.orders[comm].insert(draft.plan.orders[comm].begin(), {g, 0});
  for (Time& t : draft.plan.start) t += 2;
  draft.plan.start.insert(draft.plan.start.end(), {0, 0});
  check_broken("dependency", "F@0 starts at 1 ns, but G@0 ends at 2 ns", draft,
               [](Draft& d) { d.start(f, 0) = 1; });
  draft.problem.edges.push_back({g, u});
  CHECK(verify(draft.finish()).empty());
}

TEST_CASE("wait: not before what it waits for has ended, or started") {
  Draft draft = two_lanes();
  draft.plan.couplings.waits = {{{f, 1}, {b, 0}}, {{b, 0}, {x, 1}, true}};  // B@0 and X@1 start at 5 both
  check_broken("wait", "X@1 starts at 5 ns, but waits for B@0, which ends at 9 ns", draft,
               [](Draft& d) { d.plan.couplings.waits[1].for_start = false; });
  check_broken("wait", "X@0 starts at 2 ns, but waits for B@0, which starts at 5 ns", draft, [](Draft& d) {
    d.plan.couplings.waits[1].after = {x, 0};
  });
}

TEST_CASE("pair: a group is declared, and starts and ends together") {
  check_broken("pair", "the plan fuses F@1 + B@0, which no pair declares", one_pair(),
               [](Draft& d) { d.problem.pairs.clear(); });
  check_broken("pair", "F@1 starts at 2 ns and B@0 at 3 ns, expected the fused F@1 + B@0 to start together",
               one_pair(), [](Draft& d) {
                 d.start(back, 0) = 3;
                 d.start(back, 1) = 8;
               });
  Draft draft = one_pair();
  draft.plan.durations = {2, 4, 4, 4};
  check_broken("pair", "F@1 ends at 6 ns and B@0 at 5 ns, expected the fused F@1 + B@0 to end together",
               draft, [](Draft& d) { d.plan.durations[2] = 3; });
}

TEST_CASE("pair: times the larger of the two scales, over the speed") {
  Draft draft = one_pair();
  draft.problem.scale = {unit_speed, 3 * unit_speed};
  draft.problem.devices[0].speed = 2 * unit_speed;  // F 1 and 3, B 2 and 6, the pair ceil(15 / 2)
  draft.plan.start = {0, 1, 1, 9};
  draft.problem.edges.clear();
  check_broken("overlap", "gpu0 runs B@0 until 9 ns, but B@1 starts there at 8 ns", draft,
               [](Draft& d) { d.start(back, 1) = 8; });
}

TEST_CASE("pair: neither side may depend on the other") {
  Draft draft = one_pair();
  draft.problem.edges.clear();
  draft.problem.blocks[0].time = draft.problem.blocks[1].time = draft.problem.pairs[0].time = 0;
  draft.problem.machines = {{.name = "comm", .device = gpu0}};
  draft.problem.blocks.push_back({.name = "Z", .time = 0, .uses = {{gpu0}}, .machines = {comm}});
  draft.plan.orders.push_back({{z, 0}, {z, 1}});
  draft.plan.start = {0, 0, 0, 0, 0, 0};
  check_broken("pair", "the fused F@1 + B@0 run as one, but F@1 depends on B@0", draft, [](Draft& d) {
    d.problem.edges = {{f, z}, {back, z}, {z, f, 0, 1}};
  });
}

TEST_CASE("pair: a side of several is of one micro-batch, and performs its own edges") {
  Draft draft = one_pair();
  draft.problem.blocks[1] = {.name = "I", .time = 2, .uses = {{.device = gpu0}}};
  draft.problem.blocks.push_back({.name = "W", .time = 2, .uses = {{.device = gpu0, .release = 1}}});
  draft.problem.edges = {{f, igrad}, {igrad, wgrad}};
  draft.problem.pairs = {{{f}, {igrad, wgrad}, 5}};
  draft.plan.orders = {{{f, 0}, {f, 1}, {igrad, 0}, {wgrad, 0}, {igrad, 1}, {wgrad, 1}}};
  draft.plan.couplings.fused = {{{f, 1}, {igrad, 0}, {wgrad, 0}}};
  draft.plan.start = {0, 2, 2, 7, 2, 9};
  check_broken("pair", "the plan fuses I@0 + W@0, which no pair declares", draft, [](Draft& d) {
    d.problem.edges.pop_back();
    d.plan.couplings.fused = {{{igrad, 0}, {wgrad, 0}}};
    d.plan.start = {0, 2, 4, 7, 4, 9};
  });
  draft.problem.edges.clear();
  draft.plan.orders = {{{f, 0}, {f, 1}, {igrad, 0}, {wgrad, 0}, {igrad, 1}, {wgrad, 1}}};
  const char* message =
      "I@1 and W@0 are one side of the fused F@1 + I@1 + W@0, expected them to be of one micro-batch";
  check_broken("pair", message, draft, [](Draft& d) {
    d.plan.orders = {{{f, 0}, {igrad, 0}, {f, 1}, {igrad, 1}, {wgrad, 0}, {wgrad, 1}}};
    d.plan.couplings.fused = {{{f, 1}, {igrad, 1}, {wgrad, 0}}};
    d.plan.start = {0, 4, 2, 4, 4, 9};
  });
}
