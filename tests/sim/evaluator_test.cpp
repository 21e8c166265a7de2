#include "sim/semantics/evaluator.hpp"

#include "sim/engine/engine.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/reference_timing.hpp"

using namespace repetend;

namespace {

// Random durations of every instance, zero among them.
std::vector<Time> random_durations(std::mt19937_64& random, const Problem& problem) {
  std::vector<Time> durations;
  for (std::size_t i = 0; i < problem.instances(); ++i) durations.push_back(test::uniform(random, 0, 9));
  return durations;
}

}  // namespace

TEST_CASE("evaluator and engine agree on SimGrid's pipeline") {
  for (const auto& [mode, makespan] : {std::pair{TransferMode::none, 30'210'000'000},
                                       {TransferMode::async, 30'782'650'000},
                                       {TransferMode::rendezvous, 30'863'575'000}}) {
    const Problem problem = test::simgrid_case(mode);
    auto evaluator = Evaluator::compile(problem, test::one_forward_one_backward(problem));
    REQUIRE(evaluator);
    CHECK(evaluator->run() == makespan);
  }
  const Problem blocking = test::simgrid_case(TransferMode::blocking);
  CHECK_FALSE(Evaluator::compile(blocking, test::one_forward_one_backward(blocking)));
}

TEST_CASE("evaluator, engine and reference agree on random problems") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(29);
    for (int round = 0; round < 600; ++round) {
      const Problem problem = test::random_problem(random, {.transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const Simulation engine = simulate(problem, orders);
      auto evaluator = Evaluator::compile(problem, orders);
      CAPTURE(to_string(mode), round);
      REQUIRE(evaluator.has_value() == !engine.deadlock);
      if (!evaluator) continue;
      REQUIRE(evaluator->run() == engine.makespan);
      REQUIRE(evaluator->starts() == engine.start);
      for (int again = 0; again < 2; ++again) {
        const auto durations = random_durations(random, problem);
        const auto reference = test::reference_timing(problem, orders, durations);
        REQUIRE(evaluator->run(durations) == reference.makespan);
        REQUIRE(evaluator->starts() == reference.start);
        REQUIRE(simulate(problem, orders, {.durations = durations}).start == reference.start);
      }
      REQUIRE(evaluator->run() == engine.makespan);
    }
  }
}

TEST_CASE("evaluator and engine agree where gangs are wide") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(59);
    for (int round = 0; round < 150; ++round) {
      const Problem problem =
          test::random_problem(random, {.max_devices = 12, .max_blocks = 20, .transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      const Simulation engine = simulate(problem, orders);
      auto evaluator = Evaluator::compile(problem, orders);
      CAPTURE(to_string(mode), round);
      REQUIRE(evaluator.has_value() == !engine.deadlock);
      if (!evaluator) continue;
      REQUIRE(evaluator->run() == engine.makespan);
      REQUIRE(evaluator->starts() == engine.start);
    }
  }
}

TEST_CASE("an instance can take its slack and no more") {
  for (const TransferMode mode : test::transfer_modes) {
    std::mt19937_64 random(31);
    for (int round = 0; round < 60; ++round) {
      const Problem problem = test::random_problem(random, {.max_micro_batches = 3, .transfer = mode});
      const Orders orders = test::random_orders(random, problem);
      auto evaluator = Evaluator::compile(problem, orders);
      if (!evaluator) continue;
      const auto durations = random_durations(random, problem);
      const Time makespan = evaluator->run(durations);
      const std::vector<Time> slack = evaluator->slack();
      CAPTURE(to_string(mode), round);
      for (std::size_t i = 0; i < slack.size(); ++i) {
        REQUIRE(slack[i] >= 0);
        auto later = durations;
        later[i] += slack[i];
        REQUIRE(test::reference_timing(problem, orders, later).makespan == makespan);
        ++later[i];
        REQUIRE(test::reference_timing(problem, orders, later).makespan == makespan + 1);
      }
    }
  }
}
