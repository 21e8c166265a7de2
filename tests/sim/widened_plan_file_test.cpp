// Plan files of problems beyond plain ones.
#include <algorithm>

#include "sim/core/error.hpp"
#include "sim/formats/plan/plan_file.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/problem/check.hpp"
#include "sim/problem/machines.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plan_errors.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;

namespace {

// A gang G on the two machines of gpu0, and F next to B, which may run fused.
const std::string small = R"(time_unit: ns
memory_unit: B
micro_batches: 2
micro_batch_order: free
devices: {count: 1, lanes: [comm]}
blocks:
  - {name: F, devices: [0], time: 3, lane: [compute, comm]}
  - {name: I, devices: [0], time: 2, lane: [compute, comm]}
  - {name: W, devices: [0], time: 2, lane: [compute, comm]}
  - {name: U, devices: [0], time: 9, repeat: last, lane: comm}
pairs: [{blocks: [F, [I, W]], time: 5}]
chosen: {stage0: offload, "7": "on"}
)";

Plan everything() {
  Plan plan{parse_scenario(small, "s.yaml").problem, "by hand", {}, {}, {}};
  const BlockId f{0}, i{1}, w{2}, u{3};
  const std::vector<Instance> order{{f, 0}, {i, 0}, {w, 0}, {f, 1}, {i, 1}, {w, 1}};
  plan.orders = {order, order};
  plan.orders[MachineId{1}].push_back({u, 1});
  plan.start = {0, 8, 5, 8, 5, 8, 0, 13};
  plan.durations = {5, 5, 5, 5, 5, 5, 0, 9};
  plan.couplings.fused = {{{f, 0}, {i, 0}}, {{f, 1}, {i, 1}, {w, 1}}};
  plan.couplings.waits = {{{f, 0}, {w, 1}}, {{w, 1}, {u, 1}}};
  plan.micro_batch_order = {1, 0};
  return plan;
}

std::string error_with(const std::string& from, const std::string& to) {
  return test::plan_error_with(everything(), from, to);
}

std::vector<FusedGroup> sorted(std::vector<FusedGroup> groups) {
  std::ranges::sort(groups);
  return groups;
}

void check_same(const Plan& a, const Plan& b) {
  CHECK(a.schedule == b.schedule);
  CHECK(a.orders == b.orders);
  CHECK(a.start == b.start);
  CHECK(a.durations == b.durations);
  CHECK(a.couplings.waits == b.couplings.waits);
  CHECK(sorted(a.couplings.fused) == sorted(b.couplings.fused));
  CHECK(a.micro_batch_order == b.micro_batch_order);
  CHECK(a.problem->chosen == b.problem->chosen);
  CHECK(write_plan(a) == write_plan(b));
}

}  // namespace

TEST_CASE("a plan file has what its problem needs beyond a plain one") {
  const std::string text = write_plan(everything());
  CHECK(text.starts_with("{\"format\": \"repetend-plan\", \"version\": 2, \"schedule\": \"by hand\",\n"));
  CHECK(text.find("chosen") == std::string::npos);
  CHECK(text.substr(text.find("\"orders\"")) == R"("orders": [
  {"machine": "gpu0", "block": [0,1,2,0,1,2], "micro_batch": [0,0,0,1,1,1], "fused": [0,3,4]},
  {"machine": "gpu0.comm", "block": [0,1,2,0,1,2,3], "micro_batch": [0,0,0,1,1,1,1], "fused": [0,3,4]}
],
"start_ns": [
  [0,8],
  [5,8],
  [5,8],
  [13]
],
"duration_ns": [
  [5,5],
  [5,5],
  [5,5],
  [9]
],
"waits": {"before": {"block": [0,2], "micro_batch": [0,1]},
  "after": {"block": [2,3], "micro_batch": [1,1]}},
"choices": {"stage0": "offload", "7": "on"},
"micro_batch_order": [1,0],
"repetend": null}
)");
}

TEST_CASE("a widened plan comes back as it was written") {
  check_same(everything(), parse_plan(write_plan(everything()), "plan.json"));
  int compared = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto problem = std::make_shared<const Problem>(
        test::wide_problem(seed, {.transfer = seed % 2 ? TransferMode::async : TransferMode::none}));
    if (!check(*problem).empty()) continue;
    ++compared;
    Plan plan = test::random_plan(problem, seed);
    std::mt19937_64 random(seed);
    const auto times = [&] {
      std::vector<Time> result(problem->instances());
      for (const Instance i : instances_of(*problem))
        result[instance_index(*problem, i)] = test::uniform(random, 0, 1'000);
      return result;
    };
    if (seed % 3) plan.start = times();
    if (seed % 5 == 0) plan.durations = times();
    const std::string text = write_plan(plan);
    CAPTURE(text);
    check_same(plan, parse_plan(text, "plan.json"));
  }
  CHECK(compared > 100);
}

TEST_CASE("a plan of a plain problem is of version 2 where it alone needs it") {
  const Problem problem = test::pipeline(1, 2, 3, 5);
  const BlockId f{0}, b{1};
  Plan plan{std::make_shared<const Problem>(problem), "by hand", {}, {}, {}};
  plan.orders = {{{f, 0}, {f, 1}, {b, 0}, {b, 1}}};
  CHECK_THAT(write_plan(plan), ContainsSubstring("\"version\": 1, \"schedule\""));
  plan.durations = {1, 2, 3, 4};
  CHECK_THAT(write_plan(plan), ContainsSubstring("\"version\": 2, \"schedule\"") &&
                                   ContainsSubstring("\"problem\": {\"version\": 1") &&
                                   ContainsSubstring("{\"device\": \"gpu0\""));
  check_same(plan, parse_plan(write_plan(plan), "plan.json"));
}

TEST_CASE("rows of version 2 may name devices, and a computing lane by either name") {
  std::string text = write_plan(everything());
  const Plan plan = parse_plan(text, "plan.json");
  text.replace(text.find("\"machine\": \"gpu0\""), 17, "\"device\": \"gpu0\"");
  check_same(plan, parse_plan(text, "plan.json"));
  text.replace(text.find("\"device\": \"gpu0\""), 16, "\"machine\": \"gpu0.compute\"");
  check_same(plan, parse_plan(text, "plan.json"));
}

TEST_CASE("version 1 of a plan has none of the new keys") {
  CHECK(error_with("\"version\": 2", "\"version\": 1") ==
        "plan.json:21:1: unknown key 'choices' of the plan, expected one of format, version, schedule, "
        "problem, "
        "orders, start_ns, repetend, model");
  std::string text = write_plan(everything());
  const auto drop = [&](const std::string& from, const std::string& to) {
    const auto begin = text.find(from);
    text.erase(begin, text.find(to, begin) - begin);
  };
  drop("\"duration_ns\"", "\"repetend\"");
  text.replace(text.find("\"version\": 2"), 12, "\"version\": 1");
  CHECK(test::plan_error_of(text) ==
        "plan.json:1:40: version 1 of a plan whose problem is of version 2, expected 2");
}

TEST_CASE("bad orders of machines are refused at their place") {
  CHECK(error_with("\"machine\": \"gpu0.comm\"", "\"machine\": \"gpu0.com\"") ==
        "plan.json:5:15: unknown machine 'gpu0.com', expected one of the problem's");
  CHECK(error_with("\"machine\": \"gpu0.comm\"", "\"machine\": \"gpu0\"") ==
        "plan.json:5:15: a second order of gpu0, expected one");
  CHECK(
      error_with("{\"machine\": \"gpu0\",", "{\"machine\": \"gpu0\", \"device\": \"gpu0\",") ==
      "plan.json:4:23: unknown key 'device' of an order, expected one of machine, block, micro_batch, fused");
  CHECK(error_with(",3], \"micro_batch\": [0,0,0,1,1,1,1]", ",3], \"micro_batch\": [0,0,0,1,1,1,0]") ==
        "plan.json:5:82: found 0, expected a micro-batch, an integer from 1 to 1");
  std::string text = write_plan(everything());
  const auto row = text.find(",\n  {\"machine\": \"gpu0.comm\"");
  text.erase(row, text.find('\n', row + 2) - row);
  CHECK(test::plan_error_of(text) == "plan.json:3:11: no order of gpu0.comm, expected one of every machine");
}

TEST_CASE("bad fused positions are refused at their place") {
  CHECK(error_with("\"fused\": [0,3,4]", "\"fused\": [0,3,5]") ==
        "plan.json:4:91: found 5, expected a position that another follows, an integer from 0 to 4");
  CHECK(error_with("\"fused\": [0,3,4]", "\"fused\": [0,3]") ==
        "plan.json:5:95: F@1 is fused twice, expected it in one group, the same on every machine");
  CHECK(error_with("\"fused\": [0,3,4]", "\"fused\": 0") ==
        "plan.json:4:86: found 0, expected an array of positions in the order");
  // One row alone says it too.
  std::string text = write_plan(everything());
  text.erase(text.find(", \"fused\": [0,3,4]"), 18);
  check_same(everything(), parse_plan(text, "plan.json"));
}

TEST_CASE("bad waits, durations, choices and orders of micro-batches are refused at their place") {
  CHECK(error_with("\"after\": {\"block\": [2,3], \"micro_batch\": [1,1]}",
                   "\"after\": {\"block\": [2], \"micro_batch\": [1]}") ==
        "plan.json:20:12: 1 instances, expected one for each of 2 before");
  CHECK(error_with("\"before\": {\"block\": [0,2]", "\"before\": {\"block\": [0,4]") ==
        "plan.json:19:34: found 4, expected a block index, an integer from 0 to 3");
  CHECK(error_with("\"waits\": {\"before\"", "\"waits\": {\"befor\"") ==
        "plan.json:19:11: unknown key 'befor' of the waits, expected one of before, after, for_start");
  CHECK(error_with("\"after\": {\"block\": [2,3], ", "\"after\": {") ==
        "plan.json:20:12: after has no 'block', expected one");
  CHECK(error_with("\"duration_ns\": [\n  [5,5]", "\"duration_ns\": [\n  [5]") ==
        "plan.json:14:3: 1 durations, expected one for each of 2 micro-batches");
  CHECK(error_with("[5,5],\n  [9]", "[5,5],\n  [9,9]") ==
        "plan.json:17:3: 2 durations, expected one for each of 1 micro-batches");
  CHECK(error_with("[5,5],\n  [9]", "[5,5],\n  [-9]") ==
        "plan.json:17:4: found -9, expected a duration, an integer from 0 to 4611686018427387903");
  CHECK(error_with("\"choices\": {\"stage0\": \"offload\"", "\"choices\": {\"stage0\": 3") ==
        "plan.json:21:23: found 3, expected the name of an option");
  CHECK(error_with("\"7\": \"on\"", "\"stage0\": \"on\"") ==
        "plan.json:21:34: duplicate choice 'stage0', expected it once");
  CHECK(error_with("\"micro_batch_order\": [1,0]", "\"micro_batch_order\": [1]") ==
        "plan.json:22:22: 1 micro-batches, expected 2");
  CHECK(error_with("\"micro_batch_order\": [1,0]", "\"micro_batch_order\": [1,2]") ==
        "plan.json:22:25: found 2, expected a micro-batch, an integer from 0 to 1");
}

TEST_CASE("no damaged widened plan does worse than a SourceError") {
  const std::string sound = write_plan(everything());
  std::mt19937_64 random(5);
  int accepted = 0, refused = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string text = sound;
    for (auto edits = test::uniform(random, 1, 2); edits > 0; --edits) {
      const auto at = static_cast<std::size_t>(test::uniform(random, 0, std::ssize(text) - 1));
      const char byte = "{}[]:,\"\\0129.-eunl \n"[test::uniform(random, 0, 19)];
      test::uniform(random, 0, 1) ? void(text[at] = byte) : void(text.erase(at, 1));
    }
    try {
      const Plan plan = parse_plan(text, "plan.json");
      const std::string written = write_plan(plan);
      REQUIRE(write_plan(parse_plan(written, "again.json")) == written);
      ++accepted;
    } catch (const SourceError& error) {
      CHECK_THAT(error.what(), ContainsSubstring("plan.json:"));
      ++refused;
    }
  }
  CHECK(accepted > 50);
  CHECK(refused > 500);
}
