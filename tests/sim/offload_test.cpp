// Offload and reload under schedules that people use: memory is granted as it becomes free, and the waits
// that came of it keep every later run within it.
#include <fmt/format.h>

#include "sim/engine/engine.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/semantics/evaluator.hpp"
#include "sim/verify/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

using namespace repetend;

namespace {

// p stages of F = 4 and B = 8; every stage but the last copies its activation to the host and back, in
// `copy`, over lanes of its own or over machines that two devices share.
std::shared_ptr<const Problem> offloading(int p, int micro_batches, int copy, Bytes memory, bool shared,
                                          std::string_view host = "unlimited") {
  std::string text = fmt::format(
      "micro_batches: {}\ntime_unit: ns\nmemory_unit: B\n"
      "devices: {{count: {}, memory: {}, lanes: [compute, d2h, h2d]}}\npools: [{{name: host, capacity: "
      "{}}}]\n",
      micro_batches, p, memory, host);
  if (shared) {
    text += "machines: [";
    for (int s = 0; s < p; s += 2)
      text += fmt::format("{}{{name: down{}}}, {{name: up{}}}", s > 0 ? ", " : "", s / 2, s / 2);
    text += "]\n";
  }
  text += "blocks:\n";
  for (int s = 0; s < p; ++s) {
    const std::string before = s > 0 ? fmt::format(", after: [F{}]", s - 1) : "";
    text += fmt::format(
        "  - {{name: F{0}, kind: forward, stage: {0}, devices: [{0}], time: 4, acquire: 1{1}}}\n", s, before);
    if (s + 1 == p) continue;
    const auto over = [&](std::string_view way) {
      return shared ? fmt::format(", machines: [{}{}]", way, s / 2) : std::string();
    };
    text += fmt::format(
        "  - {{name: O{0}, kind: offload, stage: {0}, devices: [{0}], lane: d2h, time: {1}, after: [F{0}], "
        "release: {{gpu{0}: 1}}, acquire: {{host: 1}}{2}}}\n",
        s, copy, over("down"));
    text += fmt::format(
        "  - {{name: R{0}, kind: reload, stage: {0}, devices: [{0}], lane: h2d, time: {1}, after: [O{0}], "
        "acquire: {{gpu{0}: 1}}, release: {{host: 1}}{2}}}\n",
        s, copy, over("up"));
  }
  for (int s = p; s-- > 0;) {
    std::string after = s + 1 == p ? fmt::format("F{}", s) : fmt::format("B{}, R{}", s + 1, s);
    text += fmt::format(
        "  - {{name: B{0}, kind: backward, stage: {0}, devices: [{0}], time: 8, release: 1, after: [{1}]}}\n",
        s, after);
  }
  return parse_scenario(text, "offload.yaml").problem;
}

ScheduledPlan planned(const std::shared_ptr<const Problem>& problem) {
  return schedule_problem(*find_schedule("1f1b"), problem);
}

// The plan under durations that differ from its own by up to half.
void require_fits_under_jitter(const Plan& plan, int seeds) {
  std::mt19937_64 random(5);
  for (int seed = 0; seed < seeds; ++seed) {
    Plan noisy = plan;
    const Durations own(*plan.problem);
    noisy.durations.assign(plan.problem->instances(), 0);
    for (const Instance i : instances_of(*plan.problem))
      noisy.durations[instance_index(*plan.problem, i)] = test::uniform(random, own[i] / 2 + 1, 2 * own[i]);
    const Simulation run = simulate(noisy);
    REQUIRE_FALSE(run.deadlock);
    REQUIRE_FALSE(run.out_of_memory);
  }
}

}  // namespace

TEST_CASE("offload under 1f1b stays within the memory, and its waits hold under any durations") {
  for (const int p : {4, 8})
    for (const int copy : {3, 6, 12})
      for (const bool shared : {false, true})
        for (const Bytes memory : {Bytes{2}, Bytes{3}, Bytes{4}}) {
          CAPTURE(p, copy, shared, memory);
          const auto problem = offloading(p, 2 * p, copy, memory, shared);
          const ScheduledPlan made = planned(problem);
          CAPTURE(made.reason);
          REQUIRE(made.feasible());
          CHECK(verify(*made.plan).empty());
          for (DeviceId d : ids<DeviceId>(problem->devices.size()))
            CHECK(peak_pools(*made.plan)[memory_of(d)] <= memory);
          Plan again = time_plan(*made.plan);  // with the orders and waits it came to
          CHECK(again.start == made.plan->start);
          auto evaluator = Evaluator::compile(*problem, made.plan->orders, made.plan->couplings);
          REQUIRE(evaluator);
          CHECK(evaluator->run() == makespan(*made.plan));
          require_fits_under_jitter(*made.plan, 200);
        }
}

TEST_CASE("copies that are quick cost 1f1b nothing, and halve its memory") {
  const auto alone = makespan(*planned(offloading(8, 16, 3, 8, false)).plan);
  CHECK(alone == (16 + 7) * 12);
  CHECK(makespan(*planned(offloading(8, 16, 3, 3, false)).plan) == alone);
}

TEST_CASE("who waits for memory, and for whom, is named where it never comes") {
  const ScheduledPlan made = planned(offloading(4, 8, 3, 1, false, "1"));
  CHECK_FALSE(made.feasible());
  CHECK(made.reason ==
        "the plan deadlocks: gpu0 waits to start F0@2 for memory of gpu0 that O0@1 releases, which gpu0.d2h "
        "has "
        "not run; gpu0.d2h waits to start O0@1 for memory of host that R0@0 releases, which gpu0.h2d has not "
        "run; gpu0.h2d waits to start R0@0 until F0@3 has started, which gpu0 has not run");
}
