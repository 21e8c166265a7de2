// One test a constraint: a valid plan, changed so that only that constraint breaks.
#include "sim/verify/verify.hpp"

#include <functional>
#include <map>

#include "tests/support/catch.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/judge.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;
using test::check_broken;
using test::Draft;

namespace {

constexpr BlockId f0{0}, f1{1}, b1{2}, b0{3};

// 1F1B on two devices, F = 1, B = 2, activation 1 B, three micro-batches, free transfers:
//   gpu0  F0 F1 .  B0 B0 F2 B1 B1 .  B2 B2       (F0@2 would fit at 2, but for the memory of 2 B)
//   gpu1  .  F0 B0 B0 F1 B1 B1 F2 B2 B2
Draft one_f_one_b() {
  Draft draft{test::pipeline(2, 3, 1, 2), {}};
  draft.problem.devices[0].memory = 2;
  draft.plan.schedule = "by hand";
  draft.plan.orders = {{{f0, 0}, {f0, 1}, {b0, 0}, {f0, 2}, {b0, 1}, {b0, 2}},
                       {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}, {f1, 2}, {b1, 2}}};
  draft.plan.start = {0, 1, 6, 1, 4, 7, 2, 5, 8, 4, 7, 10};
  return draft;
}

// GPipe on two devices, F = 1, B = 2, two micro-batches; a transfer occupies its link for 1 ns and is
// delivered 2 ns later. Start times of F0, F1, B1, B0.
Draft with_links(TransferMode mode, std::vector<Time> start) {
  Draft draft{test::pipeline(2, 2, 1, 2), {}};
  draft.problem.transfer = mode;
  draft.problem.links.fallback = Link{2, 1'000'000'000};
  for (Edge& edge : draft.problem.edges) edge.bytes = 1;
  draft.plan.orders = {{{f0, 0}, {f0, 1}, {b0, 0}, {b0, 1}}, {{f1, 0}, {f1, 1}, {b1, 0}, {b1, 1}}};
  draft.plan.start = std::move(start);
  return draft;
}

// Every block every 3 ns, two repetitions from 4 ns on:
//   gpu0  F0 .  .  F0 | B0 B0 F0 | B0 B0 F0 | B0 B0 .  B0 B0
//   gpu1  .  F1 B1 B1 | F1 B1 B1 | F1 B1 B1 | F1 B1 B1
Draft periodic() {
  Draft draft{test::pipeline(2, 4, 1, 2), {}};
  draft.plan.orders = {{{f0, 0}, {f0, 1}, {b0, 0}, {f0, 2}, {b0, 1}, {f0, 3}, {b0, 2}, {b0, 3}},
                       {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}, {f1, 2}, {b1, 2}, {f1, 3}, {b1, 3}}};
  draft.plan.start = {0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 4, 7, 10, 13};
  draft.plan.repetend = Repetend{.period = 3, .micro_batches = 1, .first = 4, .last = 7};
  return draft;
}

}  // namespace

TEST_CASE("shape: every instance once on each of its devices") {
  check_broken("shape", "gpu0 never runs B0@2, expected it once", one_f_one_b(),
               [](Draft& d) { d.plan.orders[MachineId{0}].pop_back(); });
  check_broken("shape", "gpu1 runs B1@2 twice", one_f_one_b(), [](Draft& d) {
    d.plan.orders[MachineId{1}].push_back({b1, 2});
  });
  check_broken("shape", "gpu0 runs F1@0, which is not placed on it", one_f_one_b(), [](Draft& d) {
    d.plan.orders[MachineId{0}].push_back({f1, 0});
  });
  check_broken("shape",
               "gpu0 runs micro-batch 3 of block 0, expected a micro-batch below 3 of a block below 4",
               one_f_one_b(), [](Draft& d) {
                 d.plan.orders[MachineId{0}].push_back({f0, 3});
               });
  check_broken("shape",
               "gpu0 runs micro-batch 0 of block -1, expected a micro-batch below 3 of a block below 4",
               one_f_one_b(), [](Draft& d) { d.plan.orders[MachineId{0}].push_back({}); });
  check_broken("shape", "the plan orders 1 devices, expected 2", one_f_one_b(),
               [](Draft& d) { d.plan.orders.plain().pop_back(); });
  check_broken("shape", "the plan has 11 start times, expected one for each of 12 instances", one_f_one_b(),
               [](Draft& d) { d.plan.start.pop_back(); });
}

TEST_CASE("shape: a time at which sums could overflow") {
  Draft draft = one_f_one_b();
  draft.start(b0, 2) = std::numeric_limits<Time>::max();
  const auto violations = verify(draft.finish());
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].message == "B0@2 starts at 9223372036854775807 ns, expected less than 2^62 ns");
}

TEST_CASE("start: nothing before 0") {
  check_broken("start", "F0@0 starts at -1 ns, expected 0 or later", one_f_one_b(),
               [](Draft& d) { d.start(f0, 0) = -1; });
}

TEST_CASE("order: that of the start times") {
  check_broken("order", "gpu0 is to run B0@0 before F0@1, but they start at 4 ns and 1 ns", one_f_one_b(),
               [](Draft& d) { std::swap(d.plan.orders[MachineId{0}][1], d.plan.orders[MachineId{0}][2]); });
}

TEST_CASE("overlap: one instance at a time") {
  check_broken("overlap", "gpu0 runs B0@0 until 6 ns, but F0@2 starts there at 5 ns", one_f_one_b(),
               [](Draft& d) { d.start(f0, 2) = 5; });
}

TEST_CASE("overlap: a gang occupies all of its devices") {
  Draft draft = one_f_one_b();
  draft.problem.blocks.push_back(
      {"E", BlockKind::other, {}, 4, {{.device = DeviceId{0}}, {.device = DeviceId{1}}}});
  for (int n = 0; n < 3; ++n) {
    draft.plan.start.push_back(20 + 4 * n);
    for (auto& order : draft.plan.orders) order.push_back({BlockId{4}, n});
  }
  check_broken("overlap", "gpu0 runs B0@2 until 12 ns, but E@0 starts there at 11 ns", draft,
               [](Draft& d) { d.start(BlockId{4}, 0) = 11; });
}

TEST_CASE("sequence: a block's micro-batches in order") {
  Draft draft = one_f_one_b();
  draft.problem.edges.clear();
  check_broken("sequence", "F1@1 starts at 1 ns, before F1@0 at 4 ns, expected micro-batch order", draft,
               [](Draft& d) {
                 std::swap(d.start(f1, 0), d.start(f1, 1));
                 std::swap(d.plan.orders[MachineId{1}][0], d.plan.orders[MachineId{1}][2]);
               });
}

TEST_CASE("dependency: not before the producer has ended") {
  check_broken("dependency", "B0@0 starts at 3 ns, but B1@0 ends at 4 ns", one_f_one_b(),
               [](Draft& d) { d.start(b0, 0) = 3; });
}

TEST_CASE("dependency: of a later micro-batch") {
  Draft draft = one_f_one_b();
  draft.problem.edges.push_back({f1, f0, 0, 1});
  draft.start(f0, 1) = 2;
  check_broken("dependency", "F0@1 starts at 1 ns, but F1@0 ends at 2 ns", draft,
               [](Draft& d) { d.start(f0, 1) = 1; });
}

TEST_CASE("dependency: durations are rounded up on the slowest device") {
  Draft draft = one_f_one_b();
  draft.problem.devices[0].speed = 2 * unit_speed;  // F0 takes ceil(1 / 2), B0 takes 1
  check_broken("dependency", "F1@0 starts at 0 ns, but F0@0 ends at 1 ns", draft,
               [](Draft& d) { d.start(f1, 0) = 0; });
}

TEST_CASE("transfer: async takes the link and then the latency") {
  check_broken(
      "transfer", "F1@0 starts at 3 ns, but the transfer of F0@0 from gpu0 to gpu1 is delivered at 4 ns",
      with_links(TransferMode::async, {0, 1, 4, 5, 6, 8, 11, 13}), [](Draft& d) { d.start(f1, 0) = 3; });
}

TEST_CASE("transfer: async links are first in, first out") {
  Draft draft = with_links(TransferMode::async, {0, 1, 6, 9, 10, 12, 15, 17});
  draft.problem.edges[0].bytes = 3;  // F0@0 takes the link from 1 to 4, F0@1 from 4 to 7
  check_broken("transfer",
               "F1@1 starts at 8 ns, but the transfer of F0@1 from gpu0 to gpu1 is delivered at 9 ns", draft,
               [](Draft& d) { d.start(f1, 1) = 8; });
}

TEST_CASE("transfer: a rendezvous waits for the receiver") {
  // F0@1 ends at 2, but F1@0 keeps gpu1 from receiving until 5.
  check_broken("transfer",
               "F1@1 starts at 7 ns, but the transfer of F0@1 from gpu0 to gpu1 is delivered at 8 ns",
               with_links(TransferMode::rendezvous, {0, 1, 4, 8, 9, 11, 14, 19}),
               [](Draft& d) { d.start(f1, 1) = 7; });
}

TEST_CASE("transfer: blocking holds the sender") {
  check_broken("transfer",
               "F0@1 starts at 3 ns, but the transfer F0@0 -> F1@0 from gpu0 to gpu1 holds gpu0 until 4 ns",
               with_links(TransferMode::blocking, {0, 4, 4, 8, 9, 14, 14, 19}),
               [](Draft& d) { d.start(f0, 1) = 3; });
}

TEST_CASE("transfer: blocking transfers that wait for each other") {
  check_broken("transfer",
               "the blocking transfers wait for each other: gpu0 waits in F0@1 -> F1@1 from gpu0 to gpu1, "
               "gpu1 waits in B1@0 -> B0@0 from gpu1 to gpu0",
               with_links(TransferMode::blocking, {0, 4, 4, 8, 9, 14, 14, 19}), [](Draft& d) {
                 d.plan.orders[MachineId{1}] = {{f1, 0}, {b1, 0}, {f1, 1}, {b1, 1}};
                 d.plan.start = {0, 4, 4, 20, 9, 30, 20, 40};
               });
}

TEST_CASE("memory: never above the capacity") {
  const char* message =
      "F0@2 starts at 2 ns and brings the memory of gpu0 to 3 B, 1 B above its capacity of 2 B";
  check_broken("memory", message, one_f_one_b(), [](Draft& d) {
    d.start(f0, 2) = 2;
    std::swap(d.plan.orders[MachineId{0}][2], d.plan.orders[MachineId{0}][3]);
  });
}

TEST_CASE("memory: static memory and workspace count") {
  check_broken("memory",
               "F0@1 starts at 1 ns and brings the memory of gpu0 to 3 B, 1 B above its capacity of 2 B",
               one_f_one_b(), [](Draft& d) { d.problem.devices[0].static_memory = 1; });
  Draft draft = one_f_one_b();
  draft.problem.devices[1].memory = 3;
  draft.problem.blocks[2].uses[0].workspace = 2;
  check_broken("memory",
               "B1@0 starts at 2 ns and brings the memory of gpu1 to 4 B, 1 B above its capacity of 3 B",
               draft, [](Draft& d) { d.problem.blocks[2].uses[0].workspace = 3; });
}

TEST_CASE("memory: released at the start, a block's own acquire and release are netted") {
  Draft draft = one_f_one_b();
  draft.problem.memory_release = MemoryRelease::start;
  draft.problem.devices[1].memory = 1;
  draft.problem.blocks[2].uses[0].acquire = 1;  // B1 takes over what F1 took
  draft.problem.blocks[2].uses[0].release = 2;
  check_broken("memory",
               "B1@0 starts at 2 ns and brings the memory of gpu1 to 2 B, 1 B above its capacity of 1 B",
               draft, [](Draft& d) { d.problem.memory_release = MemoryRelease::end; });
}

TEST_CASE("repetend: what it claims is true") {
  const auto check = [](const std::string& message, const std::function<void(Draft&)>& breaks) {
    check_broken("repetend", message, periodic(), breaks);
  };
  check("the repetend has 1 micro-batches and a period of 0 ns, expected 1 to 4 and a positive period",
        [](Draft& d) { d.plan.repetend->period = 0; });
  check("the repetend has 5 micro-batches and a period of 3 ns, expected 1 to 4 and a positive period",
        [](Draft& d) { d.plan.repetend->micro_batches = 5; });
  check("the repetend repeats from 4 ns to 7 ns, expected a multiple of its period 2 ns between them",
        [](Draft& d) { d.plan.repetend->period = 2; });
  check("the repetend repeats 11 times, expected at most 4 repetitions of 1 of the 4 micro-batches",
        [](Draft& d) { d.plan.repetend->last = 34; });
  check("repetition 0 starts B0 for 0 micro-batches, expected 1",
        [](Draft& d) { d.plan.repetend->first = 1; });
  check("F0@3 starts at 9 ns in the repetend, but no F0@4 follows it",
        [](Draft& d) { d.plan.repetend->last = 10; });
  check("F0@2 starts at 6 ns and F0@3 at 10 ns, expected one period of 3 ns between them", [](Draft& d) {
    for (Time& start : d.plan.start)
      if (start >= 7) ++start;
  });
}

TEST_CASE("a plan with slack is valid") {
  Draft draft = with_links(TransferMode::blocking, {0, 4, 4, 8, 9, 14, 14, 19});
  for (Time& start : draft.plan.start) start = 3 * start + 2;
  CHECK(verify(draft.finish()).empty());
  CHECK(test::judge(draft.finish()));
}

TEST_CASE("at most `limit` violations a constraint, and require_valid tells them all") {
  Draft draft = one_f_one_b();
  for (Time& start : draft.plan.start) start = -start;
  std::map<std::string, int> count;
  for (const Violation& v : verify(draft.finish(), 2)) ++count[v.constraint];
  CHECK(count["start"] == 2);
  CHECK(count["dependency"] == 2);
  CHECK(count["memory"] == 0);
  CHECK_THROWS_AS(require_valid(draft.finish()), std::logic_error);
  CHECK_THROWS_WITH(require_valid(draft.finish()),
                    ContainsSubstring("the plan of by hand is not valid:\n  start: "));
  CHECK_NOTHROW(require_valid(one_f_one_b().finish()));
}
