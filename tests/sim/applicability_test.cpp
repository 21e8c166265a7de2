// Which schedule applies to which generated placement, in words where it does not; and that whatever applies
// makes a valid plan.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/schedules/pipeline_view.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/generated.hpp"

namespace repetend::test {
namespace {

// The schedules of this file's table; other schedules have tables of their own.
const std::set<std::string_view> classic = {"gpipe",      "1f1b",           "1f1b-limited", "1f1b+",
                                            "eager-1f1b", "interleaved",    "looped-bfs",   "chimera",
                                            "inference",  "tensor-parallel"};

std::set<std::string_view> applicable(const std::shared_ptr<const Problem>& problem) {
  std::set<std::string_view> result;
  for (const Schedule& schedule : all_schedules())
    if (classic.contains(schedule.name) && schedule_problem(schedule, problem).applicable())
      result.insert(schedule.name);
  return result;
}

std::string reason(std::string_view schedule, const std::shared_ptr<const Problem>& problem) {
  const ScheduledPlan made = schedule_problem(*find_schedule(schedule), problem);
  CHECK_FALSE(made.applicable());
  CHECK_FALSE(made.feasible());
  return made.reason;
}

}  // namespace

TEST_CASE("which schedule applies to which placement", "[schedules]") {
  using Names = std::set<std::string_view>;
  const std::map<std::string, Names> table = {
      {"v", {"gpipe", "1f1b", "eager-1f1b"}},
      {"zb", {"gpipe", "1f1b", "eager-1f1b"}},
      {"interleaved", {"interleaved", "looped-bfs"}},
      {"interleaved-zb", {"interleaved", "looped-bfs"}},
      {"x", {"gpipe", "chimera"}},
      {"dualpipe", {"gpipe", "chimera"}},
      {"m", {"gpipe", "1f1b+"}},
      {"nn", {"gpipe", "1f1b+"}},
      {"nn-eager", {"gpipe", "1f1b+"}},
      {"k", {"gpipe"}},
      {"mllm", {"gpipe"}},
      {"vee", {}},
      {"zbv", {}},
      {"dualpipev", {}},
  };
  for (const auto& [shape, names] : table)
    for (const int p : {2, 4, 8}) {
      INFO(shape << " on " << p);
      CHECK(applicable(placed("shape: " + shape, p, 2 * p)) == names);
      CHECK(applicable(placed("mode: inference, shape: " + shape, p, 2 * p)) == Names{"inference"});
    }
}

TEST_CASE("every schedule that applies makes a plan that passes verify, on uneven stages as well",
          "[schedules]") {
  for (const char* shape : {"v", "zb", "interleaved", "interleaved-zb", "x", "dualpipe", "m", "nn",
                            "nn-eager", "k", "mllm", "vee", "zbv"})
    for (const int p : {2, 4, 6})
      for (const int m : {1, 3, p, 2 * p}) {
        const std::set<std::string_view> doubled = {"interleaved", "interleaved-zb", "vee", "zbv"};
        const int stages = doubled.contains(shape) ? 2 * p : p;
        std::string forward;
        for (int s = 0; s < stages; ++s) forward += fmt::format("{}{}", s ? ", " : "", 1 + s * 7 % 5);
        const auto problem = placed(fmt::format("shape: {}, forward: [{}], bytes: 3", shape, forward), p, m,
                                    "transfer: async\nlinks: {default: {latency: 1ns, bandwidth: 1GB/s}}");
        INFO(shape << " on " << p << " devices, " << m << " micro-batches");
        // schedule_problem() throws when a plan breaks any constraint.
        for (const Schedule& schedule : all_schedules()) {
          INFO(schedule.name);
          const ScheduledPlan made = schedule_problem(schedule, problem);
          CHECK(made.applicable() != !made.reason.empty());
          CHECK(made.applicable() == made.feasible());
        }
      }
}

TEST_CASE("a schedule that does not apply says what it needs and what there is", "[schedules]") {
  CHECK(reason("1f1b", placed("shape: m", 4, 8)) ==
        "needs a backward pass, and one chain with one stage a device; this placement has 1 chain with 4 "
        "stages on "
        "4 devices and 1 gang");
  CHECK(reason("chimera", placed("shape: v", 4, 8)) ==
        "needs a backward pass, and two chains in opposite directions on an even number of devices; this "
        "placement "
        "has 1 chain with 4 stages on 4 devices");
  CHECK(reason("inference", placed("shape: dualpipe", 4, 8)) ==
        "needs a placement without a backward pass; this placement has 2 chains with 8 stages in all on 4 "
        "devices, "
        "with split backward");
  CHECK(
      reason("gpipe", placed("shape: v, mode: inference", 4, 8)) ==
      "needs a backward pass, and chains with at most one stage a device; this placement has 1 chain with 4 "
      "stages on 4 devices, forward only");
  CHECK(reason("1f1b-limited", placed("shape: v", 4, 8)) ==
        "needs memory that is too small for 1f1b; here 1f1b fits");
}

TEST_CASE("1f1b+ runs a gang before the next stage, so it needs one", "[schedules]") {
  CHECK(reason("1f1b+", placed("shape: mllm", 4, 8)) ==
        "needs a backward pass, one chain with one stage a device, and gangs each before a stage; this "
        "placement "
        "has 1 chain with 4 stages on 4 devices and 2 gangs");
}

TEST_CASE("1f1b-limited keeps what fits on every device, and no device waits for ever", "[schedules]") {
  // Each device holds `memory` activations; 1F1B would keep 8, 7, ... 1.
  for (const int memory : {1, 2, 3, 7}) {
    const auto problem = placed("shape: v, forward: 1, backward: 2", 8, 24);
    for (Device& device : problem->devices) device.memory = memory;
    std::vector<Bytes> expected;
    for (int r = 0; r < 8; ++r) expected.push_back(std::min(memory, 8 - r));
    CHECK(outcome("1f1b-limited", problem).peaks == expected);
  }
  // A small device early in the pipeline limits those behind it too.
  const auto problem = placed("shape: v, forward: 1, backward: 2", 4, 12);
  problem->devices[1].memory = 2;
  CHECK(outcome("1f1b-limited", problem).peaks == std::vector<Bytes>{4, 2, 2, 1});
}

// With one activation a device, a micro-batch passes at a time; with p of them 1F1B's period is reached.
TEST_CASE("1f1b-limited with room for one micro-batch runs one after the other", "[schedules]") {
  const auto problem = placed("shape: v, forward: 1, backward: 2", 4, 5);
  problem->devices[0].memory = 1;
  CHECK(outcome("1f1b-limited", problem) == Outcome{Time{5} * 4 * 3, {1, 1, 1, 1}});
}

TEST_CASE("1f1b-limited counts workspace and static memory, and reports what fits nowhere", "[schedules]") {
  const auto problem = placed("shape: v, forward: 1, backward: 2", 4, 12);
  problem->devices[0] = {.name = "gpu0", .memory = 105, .static_memory = 100};
  for (Block& block : problem->blocks)
    if (block.uses.front().device == DeviceId{0}) block.uses.front().workspace = 3;
  CHECK(outcome("1f1b-limited", problem).peaks[0] == 105);
  problem->devices[0].memory = 103;
  const ScheduledPlan made = schedule_problem(*find_schedule("1f1b-limited"), problem);
  CHECK_FALSE(made.feasible());
  CHECK(made.reason == "out of memory: F0@0 needs 104 B on gpu0, which has 103 B");
}

// Stage s is limited by the busiest stage, and the first and last micro-batch pass all others once.
TEST_CASE("uneven stages: 1f1b is as fast as the busiest stage lets it", "[schedules]") {
  const auto problem = placed("shape: v, forward: [1, 1, 1, 4], backward: [2, 2, 2, 8]", 4, 16);
  CHECK(outcome("1f1b", problem).makespan == 3 + 16 * 12 + 6);
}

TEST_CASE("eager-1f1b hides transfers that 1f1b waits for", "[schedules]") {
  const auto problem = placed("shape: v, forward: 4, backward: 8, bytes: 3", 4, 32,
                              "transfer: async\nlinks: {default: {latency: 0ns, bandwidth: 1GB/s}}");
  const Time eager = outcome("eager-1f1b", problem).makespan;
  CHECK(eager < outcome("1f1b", problem).makespan);
  CHECK(eager == (32 + 3) * 12 + 3 * 2 * 3);  // only the first and the last micro-batch's transfers are seen
}

TEST_CASE("64 devices and 1024 micro-batches are no trouble", "[schedules]") {
  const std::pair<const char*, const char*> cases[] = {
      {"gpipe", "v"},
      {"1f1b", "v"},
      {"eager-1f1b", "v"},
      {"interleaved", "interleaved"},
      {"looped-bfs", "interleaved"},
      {"gpipe", "k"},
      {"1f1b+", "m"},
      {"1f1b+", "nn"},
      {"chimera", "x"},
  };
  for (const auto& [name, shape] : cases) {
    INFO(name << " on " << shape);
    const auto problem = placed(std::string("shape: ") + shape, 64, 1024);
    const ScheduleResult made = find_schedule(name)->make(*problem);
    REQUIRE(std::holds_alternative<Arrangement>(made));
    std::size_t uses = 0;
    for (const Block& block : problem->blocks) uses += block.uses.size();
    std::size_t placed_uses = 0;
    for (const auto& order : std::get<Arrangement>(made).orders) placed_uses += order.size();
    CHECK(placed_uses == uses * 1024);
  }
}

}  // namespace repetend::test
