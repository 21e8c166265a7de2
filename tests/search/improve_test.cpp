// Lists that take only what is safe, and the improvement of the best plan: where they help, and that effort
// never makes a plan longer.
#include "search/completion/list_schedule.hpp"
#include "search/completion/safe_memory.hpp"
#include "search/control/effort.hpp"
#include "sim/formats/scenario/scenario.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

// As much memory as the micro-batches need one after the other, and a part of what all at once would take
// more.
void limit_memory(Problem& problem, std::mt19937_64& random) {
  Orders in_turn = test::random_orders(random, problem);
  const std::vector<Bytes> peak = peak_memory(problem, in_turn);
  for (std::size_t d = 0; d < peak.size(); ++d)
    problem.devices[d].memory = std::max<Bytes>(1, peak[d] * test::uniform(random, 40, 100) / 100);
}

Time shortest(const Problem& problem, std::uint64_t states) {
  Options options;
  options.state_limit = 2'000;
  options.improvement_states = states;
  const Result result = search_problem(problem, options);
  return result.plan ? makespan(*result.plan) : 0;
}

}  // namespace

TEST_CASE("A list that takes only what is safe comes to its end wherever one micro-batch at a time fits") {
  std::mt19937_64 random(21);
  int stuck = 0, safe_ones = 0;
  for (int i = 0; i < seeds(400, 100); ++i) {
    Problem problem =
        test::random_problem(random, {.transfer = i % 2 ? TransferMode::async : TransferMode::none});
    limit_memory(problem, random);
    const auto safe = SafeMemory::of(problem);
    if (!safe) continue;
    ++safe_ones;
    const DraftModel model(problem);
    const Segments segments = single_blocks(problem);
    Budget budget{Options{}};
    for (Priority priority : plain_priorities(problem)) {
      stuck += !list_schedule(model, segments, priority, budget);
      priority.safe = &*safe;
      const auto made = list_schedule(model, segments, priority, budget);
      CAPTURE(i);
      REQUIRE(made);
      CHECK(!find_out_of_memory(problem, made->orders()));
    }
  }
  CHECK(safe_ones > 30);
  CHECK(stuck > 30);
}

TEST_CASE("States of work beside a budget are counted, but not towards its limit") {
  Options options;
  options.state_limit = 10;
  Budget budget(options), beside = budget.beside(5);
  for (int i = 0; i < 5; ++i) beside.spend();
  budget.spend();
  budget.add(beside);
  CHECK(budget.used() == 1);
  CHECK(budget.left() == 9);
  CHECK(budget.expanded() == 6);
  Budget all(options);
  all.spend(budget);
  CHECK(all.left() == 9);
  CHECK(all.expanded() == 6);
}

TEST_CASE("More effort never makes a plan longer, and makes some shorter") {
  std::mt19937_64 random(22);
  int shorter = 0;
  for (int i = 0; i < seeds(60, 15); ++i) {
    const Problem problem =
        test::random_problem(random, {.max_devices = 6,
                                      .max_blocks = 30,
                                      .max_micro_batches = 12,
                                      .transfer = i % 2 ? TransferMode::async : TransferMode::none});
    CAPTURE(i);
    const Time none = shortest(problem, 0), some = shortest(problem, 2'000);
    CHECK(some <= none);
    shorter += some < none;
  }
  CHECK(shorter > 0);
}

TEST_CASE("A wider beam than the usual one never makes a plan longer, and makes some shorter") {
  std::mt19937_64 random(23);
  int shorter = 0;
  const int all = seeds(30, 4);
  for (int i = 0; i < all; ++i) {
    const Problem problem =
        test::random_problem(random, {.max_devices = 6,
                                      .max_blocks = 30,
                                      .max_micro_batches = 8,
                                      .transfer = i % 2 ? TransferMode::async : TransferMode::none});
    CAPTURE(i);
    Options options;
    options.state_limit = 500;
    options.improvement_states = 100;
    std::vector<Result> results;
    for (const int width : {32, 64, 256}) {
      options.beam_width = width;
      results.push_back(search_problem(problem, options));
      CHECK(results.back().states_expanded >= results.front().states_expanded);
      if (!results.back().plan) continue;
      CHECK(makespan(*results.back().plan) <= makespan(*results.front().plan));
      shorter += makespan(*results.back().plan) < makespan(*results.front().plan);
    }
  }
  if (all >= 30) CHECK(shorter > 0);  // fewer problems may show none
}

// Stages in a V whose backward is split, with less memory than the zero-bubble schedule asks for: no public
// tool proves these makespans. Sanitizers take half a minute for each and try the first alone.
TEST_CASE("High effort proves ZB-V with little memory") {
  const Scenario scenario = read_scenario(REPETEND_SOURCE_DIR "/scenarios/zbv-4.yaml");
  const auto given = scenario.placements().front();
  constexpr Time ms = 1'000'000;
  constexpr Bytes mib = 1 << 20;
  std::vector<std::pair<Bytes, Time>> cases{{4 * mib, 59 * ms}, {5 * mib, 56 * ms}};
  if (seeds(2, 1) < 2) cases.pop_back();
  for (const auto& [memory, least] : cases) {
    Problem problem = *given;
    problem.micro_batches = 8;
    for (Device& d : problem.devices) d.memory = memory;
    Options options;
    options.improvement_rounds = effort.improve.high_rounds;
    const Result result = search_problem(problem, options);
    CAPTURE(memory);
    REQUIRE(result.plan);
    CHECK(makespan(*result.plan) == least);
    CHECK(result.makespan_bound.value == least);
  }
}

}  // namespace repetend::search
