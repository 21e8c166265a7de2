// Transfers between lanes, levels of pools and repetends beside blocks that run once: one test a constraint,
// as in verify_wide_test.cpp.
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/judge.hpp"

using namespace repetend;
using test::check_broken;
using test::Draft;

namespace {

constexpr DeviceId gpu0{0}, gpu1{1};
constexpr MachineId compute0{0}, compute1{1}, comm0{2}, comm1{3}, pcie{4};

// Two devices of two lanes and a machine that is neither's; a byte takes its link for 1 ns and arrives 2
// later.
Draft two_devices(TransferMode mode, std::vector<Block> blocks, std::vector<Edge> edges) {
  Draft draft;
  draft.problem.devices = {{.name = "gpu0"}, {.name = "gpu1"}};
  draft.problem.machines = {
      {.name = "comm", .device = gpu0}, {.name = "comm", .device = gpu1}, {.name = "pcie"}};
  draft.problem.transfer = mode;
  draft.problem.links.fallback = Link{2, 1'000'000'000};
  draft.problem.blocks = std::move(blocks);
  draft.problem.edges = std::move(edges);
  draft.plan.orders = Orders(5);
  return draft;
}

Block block(const std::string& name, Time time, DeviceId device, std::vector<MachineId> machines = {}) {
  return {.name = name, .time = time, .uses = {{.device = device}}, .machines = std::move(machines)};
}

}  // namespace

TEST_CASE("transfer: what different lanes send does not queue") {
  constexpr BlockId a{0}, c{1}, d{2}, e{3};
  Draft draft = two_devices(
      TransferMode::async,
      {block("A", 1, gpu0), block("C", 1, gpu0, {comm0}), block("D", 1, gpu1), block("E", 1, gpu1)},
      {{a, d, 5}, {c, e, 5}});
  draft.plan.orders = {{{a, 0}}, {{d, 0}, {e, 0}}, {{c, 0}}, {}, {}};
  draft.plan.start = {0, 0, 8, 9};  // both links are taken from 1 to 6
  check_broken("transfer",
               "D@0 starts at 7 ns, but the transfer of A@0 from gpu0 to gpu1 is delivered at 8 ns", draft,
               [](Draft& broken) { broken.start(d, 0) = 7; });
  check_broken("transfer",
               "E@0 starts at 9 ns, but the transfer of C@0 from gpu0 to gpu1 is delivered at 13 ns", draft,
               [c](Draft& broken) {  // C after A on one lane
                 broken.problem.blocks[c.index()].machines.clear();
                 broken.plan.orders = {{{a, 0}, {c, 0}}, {{d, 0}, {e, 0}}, {}, {}, {}};
                 broken.start(c, 0) = 1;
               });
}

TEST_CASE("transfer: one message leads to what runs once, and one from it") {
  constexpr BlockId f{0}, u{1};
  Draft gather = two_devices(TransferMode::async, {block("F", 1, gpu0), block("U", 1, gpu1)}, {{f, u, 10}});
  gather.problem.micro_batches = 2;
  gather.problem.blocks[u.index()].repeat = Repeat::last;
  gather.plan.orders = {{{f, 0}, {f, 1}}, {{u, 1}}, {}, {}, {}};
  gather.plan.start = {0, 1, 0, 14};  // F@1's takes the link from 2 to 12; F@0 sends nothing
  check_broken("transfer",
               "U@1 starts at 13 ns, but the transfer of F@1 from gpu0 to gpu1 is delivered at 14 ns", gather,
               [](Draft& d) { d.start(u, 1) = 13; });
  constexpr BlockId g{0}, h{1};
  Draft spread = two_devices(TransferMode::async, {block("G", 1, gpu0), block("H", 1, gpu1)}, {{g, h, 10}});
  spread.problem.micro_batches = 2;
  spread.problem.micro_batch_order = MicroBatchOrder::free;
  spread.problem.blocks[g.index()].repeat = Repeat::first;
  spread.plan.micro_batch_order = {1, 0};
  spread.plan.orders = {{{g, 0}}, {{h, 1}, {h, 0}}, {}, {}, {}};
  spread.plan.start = {0, 0, 13, 1};  // H@1 waits for the end of G alone
  check_broken("transfer",
               "H@0 starts at 12 ns, but the transfer of G@0 from gpu0 to gpu1 is delivered at 13 ns", spread,
               [](Draft& d) { d.start(h, 0) = 12; });
  check_broken("dependency", "H@1 starts at 0 ns, but G@0 ends at 1 ns", spread,
               [](Draft& d) { d.start(h, 1) = 0; });
}

namespace {

// A on all lanes of gpu0 and a machine that is neither's sends to D on all lanes of gpu1, of which K keeps
// one busy until 6. L follows A on one of its lanes, and M on the machine.
constexpr BlockId a{0}, d{1}, k{2}, l{3}, m{4};
Draft all_lanes(TransferMode mode, std::vector<Time> start) {
  Draft draft =
      two_devices(mode,
                  {block("A", 1, gpu0, {compute0, comm0, pcie}), block("D", 1, gpu1, {compute1, comm1}),
                   block("K", 6, gpu1, {comm1}), block("L", 1, gpu0, {comm0}), block("M", 1, gpu1, {pcie})},
                  {{a, d, 1}});
  draft.problem.blocks[m.index()].machines = {compute1, pcie};
  draft.plan.orders = {{{a, 0}}, {{d, 0}, {m, 0}}, {{a, 0}, {l, 0}}, {{k, 0}, {d, 0}}, {{a, 0}, {m, 0}}};
  draft.plan.start = std::move(start);
  return draft;
}

}  // namespace

TEST_CASE("transfer: a rendezvous waits for all lanes that receive") {
  check_broken(
      "transfer", "D@0 starts at 8 ns, but the transfer of A@0 from gpu0 to gpu1 is delivered at 9 ns",
      all_lanes(TransferMode::rendezvous, {0, 9, 0, 1, 10}), [](Draft& draft) { draft.start(d, 0) = 8; });
}

TEST_CASE("transfer: blocking holds all lanes at both ends, and no other machine") {
  Draft draft = all_lanes(TransferMode::blocking, {0, 9, 0, 9, 10});
  check_broken("transfer",
               "L@0 starts at 8 ns, but the transfer A@0 -> D@0 from gpu0 to gpu1 holds gpu0.comm until 9 ns",
               draft, [](Draft& broken) { broken.start(l, 0) = 8; });
  draft.problem.blocks[m.index()].uses = {{gpu0}};
  draft.problem.blocks[m.index()].machines = {pcie};
  draft.plan.orders[compute1] = {{d, 0}};
  draft.start(m, 0) = 1;  // A has ended there
  CHECK(verify(draft.finish()).empty());
  CHECK(test::judge(draft.finish()));
}

TEST_CASE("transfer: a fused group receives before it runs, and sends after") {
  constexpr BlockId p{0}, q{1}, r{2}, s{3};
  Draft draft =
      two_devices(TransferMode::blocking,
                  {block("P", 1, gpu0), block("Q", 1, gpu0), block("R", 1, gpu1), block("S", 1, gpu1)},
                  {{p, s, 1}, {r, q, 1}});
  draft.problem.pairs = {{{p}, {q}, 2}};
  draft.plan.orders = {{{p, 0}, {q, 0}}, {{r, 0}, {s, 0}}, {}, {}, {}};
  draft.plan.couplings.fused = {{{p, 0}, {q, 0}}};
  draft.plan.start = {4, 4, 0, 9};  // messages hold both from 1 to 4 and from 6 to 9
  check_broken("transfer",
               "P@0 starts at 3 ns, but the transfer R@0 -> Q@0 from gpu1 to gpu0 holds gpu0 until 4 ns",
               draft, [](Draft& broken) { broken.start(p, 0) = broken.start(q, 0) = 3; });
}

namespace {

// F fills gpu0 from 0 on, O moves that to the host from 2 to 5 on a lane of its own, and G fills gpu0 again.
Draft offload() {
  Draft draft;
  draft.problem.devices = {{.name = "gpu0", .memory = 2}};
  draft.problem.machines = {{.name = "d2h", .device = gpu0}};
  draft.problem.pools = {{.name = "host0", .capacity = 2}};
  draft.problem.blocks = {{.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 2}}},
                          {.name = "O",
                           .time = 3,
                           .uses = {{.device = gpu0, .release = 2}},
                           .machines = {MachineId{1}},
                           .elsewhere = {{.pool = PoolId{1}, .acquire = 2}}},
                          {.name = "G", .time = 1, .uses = {{.device = gpu0, .acquire = 2}}}};
  draft.problem.edges = {{BlockId{0}, BlockId{1}}};
  draft.plan.orders = {{{BlockId{0}, 0}, {BlockId{2}, 0}}, {{BlockId{1}, 0}}};
  draft.plan.start = {0, 2, 5};
  return draft;
}
constexpr BlockId g{2};

}  // namespace

TEST_CASE("memory: a pool that several machines change, by time") {
  check_broken("memory",
               "G@0 starts at 4 ns and brings the memory of gpu0 to 4 B, 2 B above its capacity of 2 B",
               offload(), [](Draft& draft) { draft.start(g, 0) = 4; });
  check_broken("memory", "O@0 starts at 2 ns and brings the pool host0 to 2 B, 1 B above its capacity of 1 B",
               offload(), [](Draft& draft) { draft.problem.pools[0].capacity = 1; });
  check_broken("memory", "the static memory of host0 is 1 B above its capacity of 2 B", offload(),
               [](Draft& draft) { draft.problem.pools[0].static_memory = 3; });
  Draft early = offload();
  early.problem.memory_release = MemoryRelease::start;
  early.start(g, 0) = 2;  // as O starts and releases
  check_broken("memory",
               "G@0 starts at 2 ns and brings the memory of gpu0 to 4 B, 2 B above its capacity of 2 B",
               early, [](Draft& draft) { draft.problem.memory_release = MemoryRelease::end; });
}

TEST_CASE("memory: the workspace of what takes no time counts for nothing") {
  Draft draft = offload();
  draft.problem.blocks[g.index()].uses[0] = {.device = gpu0, .workspace = 3};
  draft.problem.blocks[g.index()].time = 0;
  check_broken("memory",
               "G@0 starts at 5 ns and brings the memory of gpu0 to 3 B, 1 B above its capacity of 2 B",
               draft, [](Draft& broken) { broken.problem.blocks[g.index()].time = 1; });
  draft.problem.blocks[g.index()].time = 1;
  draft.problem.blocks[1].uses[0].release = 0;  // one machine alone changes it now
  draft.problem.devices[0].memory = 4;
  draft.plan.durations = {2, 3, 0};
  check_broken("memory",
               "G@0 starts at 5 ns and brings the memory of gpu0 to 5 B, 1 B above its capacity of 4 B",
               draft, [](Draft& broken) { broken.plan.durations.clear(); });
}

TEST_CASE("memory: all of a fused group acquire at its start and release at its end") {
  for (const bool lanes : {false, true}) {
    constexpr BlockId f{0}, b{1};
    Draft draft;
    draft.problem.devices = {{.name = "gpu0", .memory = 6, .static_memory = 1}};
    draft.problem.blocks = {
        {.name = "F", .time = 2, .uses = {{.device = gpu0, .acquire = 1, .workspace = 1}}},
        {.name = "B", .time = 4, .uses = {{.device = gpu0, .acquire = 1, .release = 2, .workspace = 2}}}};
    draft.problem.pairs = {{{f}, {b}, 5}};
    draft.plan.orders = {{{f, 0}, {b, 0}}};
    draft.plan.couplings.fused = {{{f, 0}, {b, 0}}};
    draft.plan.start = {0, 0};
    if (lanes) {  // by time
      draft.problem.machines = {{.name = "comm", .device = gpu0}};
      draft.problem.blocks.push_back(
          {.name = "C", .time = 1, .uses = {{.device = gpu0, .workspace = 1}}, .machines = {MachineId{1}}});
      draft.plan.orders.push_back({{BlockId{2}, 0}});
      draft.plan.start.push_back(5);
    }
    check_broken("memory",
                 "B@0 starts at 0 ns and brings the memory of gpu0 to 6 B, 1 B above its capacity of 5 B",
                 draft, [](Draft& broken) { broken.problem.devices[0].memory = 5; });
  }
}

TEST_CASE("repetend: what runs once an iteration lies outside") {
  constexpr BlockId f{0}, first{1}, last{2};
  Draft draft;
  draft.problem.micro_batches = 3;
  draft.problem.devices = {{.name = "gpu0"}};
  draft.problem.machines = {{.name = "comm", .device = gpu0}};
  draft.problem.blocks = {block("F", 2, gpu0), block("P", 1, gpu0, {MachineId{1}}),
                          block("U", 2, gpu0, {MachineId{1}})};
  draft.problem.blocks[1].repeat = Repeat::first;
  draft.problem.blocks[2].repeat = Repeat::last;
  draft.plan.orders = {{{f, 0}, {f, 1}, {f, 2}}, {{first, 0}, {last, 2}}};
  draft.plan.start = {0, 2, 4, 1, 0, 0, 0, 0, 3};
  draft.plan.repetend = Repetend{.period = 2, .micro_batches = 1, .first = 0, .last = 4};
  check_broken("repetend", "F@1 starts at 2 ns and F@2 at 5 ns, expected one period of 2 ns between them",
               draft, [](Draft& broken) { broken.start(f, 2) = 5; });
}
