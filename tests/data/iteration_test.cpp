// Whole iterations of models: the exchange of gradients, the optimizer step and the gathering of parameters
// as blocks, held to what follows from the times of the plan without them.
#include <fmt/format.h>

#include <algorithm>

#include "data/models/scenario.hpp"
#include "sim/problem/check.hpp"
#include "sim/problem/machines.hpp"
#include "sim/schedules/schedule.hpp"
#include "tests/support/catch.hpp"

using namespace repetend;
using namespace repetend::data;

namespace {

PricedScenario read_iteration(const std::string& keys) {
  return data::parse_scenario(
      "micro_batches: 8\ndevices: {count: 4}\nlinks: {default: {latency: 10us, bandwidth: 50GB/s}}\n"
      "model: {family: gpt, gpu: a100-sxm, layers: 16, hidden: 1024, heads: 16, sequence: 512, "
      "vocabulary: 64000, data_parallel: 8, data_parallel_bandwidth: 10GB/s, " +
          keys + "}",
      "model.yaml");
}

std::shared_ptr<const Problem> placed(const PricedScenario& priced, const std::string& placement) {
  for (const auto& problem : priced.scenario.placements())
    if (problem->placement == placement) return problem;
  FAIL("no placement " + placement);
  return nullptr;
}

BlockId id_of(const Problem& problem, const std::string& name) {
  const auto found = std::ranges::find(problem.blocks, name, &Block::name);
  CAPTURE(name);
  REQUIRE(found != problem.blocks.end());
  return BlockId{static_cast<std::size_t>(found - problem.blocks.begin())};
}
const Block& named(const Problem& problem, const std::string& name) {
  return problem.block(id_of(problem, name));
}
bool has_block(const Problem& problem, const std::string& name) {
  return std::ranges::find(problem.blocks, name, &Block::name) != problem.blocks.end();
}

Plan planned(const std::string& schedule, std::shared_ptr<const Problem> problem) {
  ScheduledPlan made = schedule_problem(*find_schedule(schedule), std::move(problem));
  CAPTURE(schedule, made.reason);
  REQUIRE(made.feasible());
  return *made.plan;
}
Plan planned(const std::string& schedule, const std::string& placement, const std::string& keys) {
  return planned(schedule, placed(read_iteration(keys), placement));
}

// When the last of its instances ends.
Time last_end(const Plan& plan, const std::string& block) {
  const BlockId b = id_of(*plan.problem, block);
  const Timetable times(plan);
  Time end = 0;
  for (int n = 0; n < plan.problem->micro_batches; ++n) end = std::max(end, times.end({b, n}));
  return end;
}

}  // namespace

TEST_CASE("an iteration ends when the last stage's exchange and step do") {
  const Plan without = planned("1f1b", "main", "iteration: micro-batches");
  for (const std::string mode : {"whole", "{overlap: false}"}) {
    CAPTURE(mode);
    const Plan whole = planned("1f1b", "main", "iteration: " + mode);
    Time expected = 0;
    for (int s = 0; s < 4; ++s)
      expected = std::max(expected, last_end(without, fmt::format("B{}", s)) +
                                        named(*whole.problem, fmt::format("G{}", s)).time +
                                        named(*whole.problem, fmt::format("U{}", s)).time);
    CHECK(makespan(whole) == expected);
    CHECK(expected > makespan(without));
    CHECK(runs_on(*whole.problem, id_of(*whole.problem, "G1"), computing(DeviceId{1})) == (mode != "whole"));
  }
}

TEST_CASE("the plan of a whole iteration is what its rates are of") {
  const PricedScenario priced = read_iteration("iteration: whole"),
                       before = read_iteration("split: balanced");
  const Problem& problem = *priced.scenario.problem;
  REQUIRE(problem.model);
  CHECK(throughput(*problem.model, 1'000'000, 8).iteration == 1'000'000);
  const PricedPlacement& after = before.pricing->placements.front();
  CHECK(after.gradient_exchange == named(problem, "G0").time);  // the device with most parameters
  CHECK(after.optimizer_step == named(problem, "U0").time);
}

TEST_CASE("every placement of a model has a whole iteration") {
  const PricedScenario priced = read_iteration("iteration: {buckets: 3}, sharded_optimizer: true");
  const PricedScenario without = read_iteration("sharded_optimizer: true");
  CHECK(priced.scenario.placements().size() == 5);
  for (const auto& problem : priced.scenario.placements()) {
    CAPTURE(problem->placement);
    CHECK(check(*problem).empty());
  }
  for (const auto& [schedule, placement] :
       std::initializer_list<std::pair<std::string, std::string>>{{"1f1b", "main"},
                                                                  {"interleaved", "chunks"},
                                                                  {"zb-h1", "split-backward"},
                                                                  {"zb-v", "split-backward-v"},
                                                                  {"tensor-parallel", "tensor-parallel"}})
    CHECK(makespan(planned(schedule, placed(priced, placement))) >
          makespan(planned(schedule, placed(without, placement))));
}

TEST_CASE("a bucket is exchanged as soon as its part of the backward is over") {
  const std::string keys = "iteration: {buckets: 4}, optimizer: none";
  const Plan whole = planned("1f1b", "main", "iteration: whole, optimizer: none");
  const Plan cut = planned("1f1b", "main", keys);
  const Problem &one = *whole.problem, &four = *cut.problem;
  for (const std::string stage : {"0", "3"}) {
    Time backward = 0, end = 0;
    Bytes released = 0;
    for (const std::string part : {"-1", "-2", "-3", "-4"}) {
      backward += named(four, "B" + stage + part).time;
      released += named(four, "B" + stage + part).uses[0].release;
      end = std::max(end, last_end(cut, "B" + stage + part)) + named(four, "G" + stage + part).time;
    }
    CHECK(backward == named(one, "B" + stage).time);
    CHECK(released == named(one, "B" + stage).uses[0].release);
    CHECK(last_end(cut, "B" + stage + "-4") == last_end(whole, "B" + stage));
    CHECK(Timetable(cut).start({id_of(four, "G" + stage + "-4"), four.micro_batches - 1}) ==
          end - named(four, "G" + stage + "-4").time);
  }
  CHECK(makespan(cut) < makespan(whole));
}

TEST_CASE("parts of a weight gradient are recognised as parts of a stage") {
  const std::string keys = "shape: zb, iteration: {buckets: 4}, optimizer: none";
  const Plan plan = planned("zb-h1", "main", keys);
  CHECK(last_end(plan, "W0-4") ==
        last_end(planned("zb-h1", "main", "shape: zb, iteration: whole, optimizer: none"), "W0"));
  CHECK_FALSE(has_block(*plan.problem, "I0-1"));
}

TEST_CASE("a sharded optimizer scatters gradients and gathers parameters") {
  const Problem whole = *read_iteration("iteration: whole").scenario.problem;
  const Problem sharded = *read_iteration("iteration: whole, sharded_optimizer: true").scenario.problem;
  CHECK_FALSE(has_block(whole, "P0"));
  CHECK(named(sharded, "P0").repeat == Repeat::first);
  CHECK(named(sharded, "G0").repeat == Repeat::last);
  const Time both = named(sharded, "P0").time + named(sharded, "G0").time;
  CHECK(std::abs(both - named(whole, "G0").time) <= 2);  // a ring's all-reduce is one after the other
  CHECK(named(sharded, "U0").time * 7 < named(whole, "U0").time);

  // Nobody computes before its parameters are there; all but the first stage gather while they wait.
  const std::string keys = "iteration: whole, sharded_optimizer: true";
  const Plan plan = planned("1f1b", "main", keys);
  CHECK(Timetable(plan).start({id_of(sharded, "F0"), 0}) == named(sharded, "P0").time);
  CHECK(Timetable(plan).start({id_of(sharded, "P3"), 0}) == 0);
}

TEST_CASE("what no optimizer needs is not sharded") {
  const std::string keys = "iteration: whole, optimizer: none";
  const Problem plain = *read_iteration(keys).scenario.problem;
  const Problem sharded = *read_iteration(keys + ", sharded_optimizer: true").scenario.problem;
  CHECK(plain.blocks == sharded.blocks);
  CHECK_FALSE(has_block(sharded, "P0"));
}

TEST_CASE("one replica exchanges nothing") {
  const PricedScenario priced = data::parse_scenario(
      "devices: {count: 4}\nmodel: {family: gpt, gpu: a100-sxm, layers: 16, hidden: 1024, heads: 16, "
      "sequence: 512, vocabulary: 64000, iteration: {buckets: 2}, sharded_optimizer: true}",
      "model.yaml");
  const Problem& problem = *priced.scenario.problem;
  for (const char* none : {"G0", "G0-1", "P0", "B0-1"}) CHECK_FALSE(has_block(problem, none));
  CHECK(named(problem, "U0").repeat == Repeat::last);
}

TEST_CASE("tables that all devices share are exchanged by all of them") {
  const PricedScenario priced = read_iteration("shape: mllm, iteration: {buckets: 2}");
  const Problem& problem = *priced.scenario.problem;
  CHECK(check(problem).empty());
  CHECK(named(problem, "GE").uses.size() == 4);
  CHECK_FALSE(has_block(problem, "GH"));  // a tied head's weights are the table's
  const auto waits_for = [&](const std::string& from) {
    return std::ranges::any_of(problem.edges, [&](const Edge& edge) {
      return problem.block(edge.from).name == from && problem.block(edge.to).name == "GE";
    });
  };
  CHECK(waits_for("Eb"));
  CHECK(waits_for("Hb"));
  CHECK(makespan(planned("1f1b+", "main", "shape: m, iteration: {buckets: 2}")) >
        makespan(planned("1f1b+", "main", "shape: m")));
}
