// All that a problem can have, timed: the evaluator and the engine against the reference.
#include "sim/engine/engine.hpp"
#include "sim/semantics/evaluator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/reference_wide.hpp"
#include "tests/support/wide_problems.hpp"

using namespace repetend;

namespace {

Plan plan_of(std::uint64_t seed, const test::WideProblem& options) {
  return test::random_plan(std::make_shared<const Problem>(test::wide_problem(seed, options)), seed);
}

// Of every instance, zero among them. What runs fused takes the same.
std::vector<Time> random_durations(std::mt19937_64& random, const Plan& plan) {
  std::vector<Time> durations(plan.problem->instances());
  for (Time& duration : durations) duration = test::uniform(random, 0, 9);
  for (const FusedGroup& group : plan.couplings.fused)
    for (const Instance i : group)
      durations[instance_index(*plan.problem, i)] = durations[instance_index(*plan.problem, group.front())];
  return durations;
}

// As soon as the engine knows couplings.
template <class Options>
void check_engine(const Plan& plan, const test::ReferenceTiming& reference, std::span<const Time> durations) {
  if constexpr (requires(Options options) { options.couplings = &plan.couplings; }) {
    Options options;
    options.durations = durations;
    options.couplings = &plan.couplings;
    const Simulation run = simulate(*plan.problem, plan.orders, options);
    REQUIRE(run.deadlock.has_value() == reference.deadlock);
    REQUIRE(run.makespan == reference.makespan);
    for (const Instance i : instances_of(*plan.problem)) {
      const std::size_t index = instance_index(*plan.problem, i);
      REQUIRE(run.start[index] == reference.start[index]);
      REQUIRE(run.end[index] == reference.end[index]);
    }
    REQUIRE(run.transfers.size() == reference.transfers.size());
  }
}

// Returns whether the plan finishes.
bool check_times(const Plan& plan, std::mt19937_64& random) {
  const auto reference = test::reference_wide(plan);
  check_engine<SimulateOptions>(plan, reference, {});
  auto evaluator = Evaluator::compile(*plan.problem, plan.orders, plan.couplings);
  REQUIRE(evaluator.has_value() == !reference.deadlock);
  if (!evaluator) return false;
  REQUIRE(evaluator->run() == reference.makespan);
  REQUIRE(evaluator->starts() == reference.start);
  for (int again = 0; again < 2; ++again) {
    const auto durations = random_durations(random, plan);
    const auto other = test::reference_wide(plan, durations);
    REQUIRE(evaluator->run(durations) == other.makespan);
    REQUIRE(evaluator->starts() == other.start);
    check_engine<SimulateOptions>(plan, other, durations);
  }
  REQUIRE(evaluator->run() == reference.makespan);
  return true;
}

// Most plans finish, and some deadlock through their messages where these make machines wait.
void check_mode(TransferMode mode) {
  constexpr int rounds = 1250;
  std::mt19937_64 random(7);
  int finished = 0;
  for (std::uint64_t seed = 0; seed < rounds; ++seed) {
    CAPTURE(to_string(mode), seed);
    finished += check_times(plan_of(seed, {.transfer = mode}), random);
  }
  if (mode == TransferMode::none || mode == TransferMode::async) {
    CHECK(finished == rounds);
  } else {
    CHECK(finished < rounds);
    CHECK(finished > rounds / 2);
  }
}

}  // namespace

TEST_CASE("wide plans are timed as the reference says, without transfers") { check_mode(TransferMode::none); }
TEST_CASE("wide plans are timed as the reference says, asynchronous") { check_mode(TransferMode::async); }
TEST_CASE("wide plans are timed as the reference says, rendezvous") { check_mode(TransferMode::rendezvous); }
TEST_CASE("wide plans are timed as the reference says, blocking") { check_mode(TransferMode::blocking); }

// With the problem's own durations and with others, which may make links bind that do not bind with them.
TEST_CASE("an instance of a wide plan can start as late as its slack says and no later") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(31);
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
      const Plan plan = plan_of(seed, {.max_micro_batches = 3, .transfer = mode});
      auto evaluator = Evaluator::compile(*plan.problem, plan.orders, plan.couplings);
      if (!evaluator) continue;
      const auto durations = seed % 2 == 0 ? random_durations(random, plan) : std::vector<Time>{};
      const Time makespan = evaluator->run(durations);
      const std::vector<Time> slack = evaluator->slack();
      CAPTURE(to_string(mode), seed);
      for (const Instance i : instances_of(*plan.problem)) {
        std::vector<Time> delays(slack.size());
        const auto delay = [&](Time by) {  // a fused group as a whole
          delays[instance_index(*plan.problem, i)] = by;
          for (const FusedGroup& group : plan.couplings.fused)
            if (std::ranges::count(group, i) > 0)
              for (const Instance member : group) delays[instance_index(*plan.problem, member)] = by;
        };
        const Time most = slack[instance_index(*plan.problem, i)];
        REQUIRE(most >= 0);
        delay(most);
        REQUIRE(test::reference_wide(plan, durations, delays).makespan == makespan);
        delay(most + 1);
        REQUIRE(test::reference_wide(plan, durations, delays).makespan == makespan + 1);
      }
    }
  }
}
