// What the search answers to the problems that lanes, pools, pairs, repeats, scales and choices are for,
// beside what is published, proved or worked out of them: never above any schedule that people use, and
// valid.
#include "tests/support/wide_tables.hpp"

#include <algorithm>

#include "search/search.hpp"
#include "sim/plan/pool_levels.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/lanes.hpp"
#include "tests/support/overlap_table.hpp"

using namespace repetend;
using namespace repetend::test;

namespace {

using Shared = std::shared_ptr<const Problem>;

// The shortest makespan of the schedules that apply and fit; none where none does.
std::optional<Time> best_used(const Shared& problem) {
  std::optional<Time> best;
  for (const Schedule& schedule : all_schedules()) {
    const ScheduledPlan made = schedule_problem(schedule, problem);
    if (made.feasible()) best = std::min(best.value_or(sum_limit), makespan(*made.plan));
  }
  return best;
}

search::Result answer_to(const Shared& problem) {
  search::Result result = search::search({problem});
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  CHECK(makespan(*result.plan) >= result.makespan_bound.value);
  if (const auto used = best_used(problem)) CHECK(makespan(*result.plan) <= *used);
  return result;
}
search::Result answer_to(Problem problem) {
  return answer_to(std::make_shared<const Problem>(std::move(problem)));
}

Time makespan_of(Problem problem) { return makespan(*answer_to(std::move(problem)).plan); }

}  // namespace

TEST_CASE("given its pairs and its memory no overlapped schedule is shorter than the answer") {
  const int most_ranks = search::seeds(8, 4);
  for (const auto& [c, makespans] : overlap_table())
    for (std::size_t k = 0; k < overlap_pairs.size(); ++k) {
      if (c.ranks > most_ranks) continue;
      CAPTURE(c.schedule, c.ranks, c.micro_batches, k);
      Problem problem = overlap_problem(c, overlap_pairs[k]);
      const auto made =
          schedule_problem(*find_schedule(c.schedule), std::make_shared<const Problem>(problem));
      REQUIRE(made.feasible());
      const std::vector<Bytes> peaks = peak_pools(*made.plan).plain();
      for (std::size_t d = 0; d < peaks.size(); ++d) problem.devices[d].memory = peaks[d];
      CHECK(makespan_of(std::move(problem)) <= makespans[k]);
    }
}

TEST_CASE("two chunks of DeepSeek-V3 share two lanes as tightly as they can") {
  CHECK(makespan_of(deepseek_pair(4)) == 12'030);  // optimal by CP-SAT; 129 ms as its authors ran it
  CHECK(answer_to(deepseek_pair(4)).makespan_optimal);
  constexpr Time pair = 11'816;
  const search::Result repeated = answer_to(deepseek_pair(4, 4));
  CHECK(repeated.period_bound.value == pair);
  CHECK(makespan(*repeated.plan) <= 4 * pair + pair);
}

TEST_CASE("a pipeline of DeepSeek-V3's chunks takes no longer than DualPipe") {
  for (const auto& [p, m] : {std::pair{4, 8}, {8, 16}, {8, 32}}) {
    if (m > search::seeds(32, 8)) continue;
    CAPTURE(p, m);
    const auto problem = std::make_shared<const Problem>(deepseek_pipeline(p, m, 1));
    REQUIRE(best_used(problem));
    answer_to(problem);
  }
}

// The optimum for 8 micro-batches on 4 devices, by CP-SAT. F = 1, B = 3: none takes less than 44.
TEST_CASE("activations that are offloaded fit half of 1F1B's memory or less in the same time") {
  struct Row {
    Time copy;
    Bytes memory;
    Time own, shared, own_with_choices, shared_with_choices;
  };
  const std::vector<Row> rows{{1, 2, 44, 44, 44, 44}, {1, 3, 44, 44, 44, 44}, {2, 2, 44, 46, 44, 46},
                              {2, 3, 44, 44, 44, 44}, {4, 2, 60, 76, 56, 56}, {4, 3, 48, 72, 44, 44}};
  for (const Row& row : rows)
    for (const bool shared : {false, true})
      for (const bool choices : {false, true}) {
        CAPTURE(row.copy, row.memory, shared, choices);
        const search::Result result = answer_to(
            offload_problem({.copy = row.copy, .shared = shared, .choices = choices, .memory = row.memory}));
        const Time optimum = choices ? (shared ? row.shared_with_choices : row.own_with_choices)
                                     : (shared ? row.shared : row.own);
        CHECK(makespan(*result.plan) >= optimum);
        CHECK(result.makespan_bound.value <= optimum);
        if (row.copy == 1) CHECK(makespan(*result.plan) == optimum);
      }
  for (const bool shared : {false, true})
    CHECK(makespan_of(offload_problem(
              {.p = 8, .micro_batches = 16, .copy = 1, .shared = shared, .memory = 2})) == 92);
}

TEST_CASE("an exchange a stage makes an iteration longer by that of the first stage alone") {
  for (const int p : {4, 8})
    for (int tenth = 1; tenth <= 10; tenth += 3) {
      constexpr Time f = 10, b = 20;
      const Time exchange = tenth * (p - 1) * b / 10;
      CAPTURE(p, exchange);
      const search::Result result = answer_to(iteration_problem(
          {.p = p, .micro_batches = 2 * p, .forward = f, .backward = b, .exchange = exchange}));
      CHECK(makespan(*result.plan) == (3 * p - 1) * (f + b) + exchange);
      CHECK(result.makespan_optimal);
      std::vector<Time> expected;
      for (Time r = 0; r < p; ++r) expected.push_back(std::max<Time>(0, exchange - r * b));
      CHECK(exposed_times(*result.plan) == expected);
    }
}

// A bucket is exchanged while the next quarter of the backward runs, if it fits beside it; else they queue.
TEST_CASE("of an exchange in buckets the last alone makes an iteration longer where the others fit") {
  constexpr Time f = 4, b = 8;
  constexpr int buckets = 4;
  for (const int p : {4, 8})
    for (const Time exchange : {4, 8, 12, 20}) {
      CAPTURE(p, exchange);
      const search::Result result = answer_to(iteration_problem({.p = p,
                                                                 .micro_batches = 2 * p,
                                                                 .forward = f,
                                                                 .backward = b,
                                                                 .exchange = exchange,
                                                                 .buckets = buckets}));
      const Time behind = std::max(exchange / buckets, exchange - (buckets - 1) * b / buckets);
      CHECK(makespan(*result.plan) == (3 * p - 1) * (f + b) + behind);
      if (exchange <= b) CHECK(result.makespan_optimal);
    }
}

TEST_CASE("micro-batches that are not alike take no longer than in the order of any schedule") {
  for (const int p : {4, 8})
    for (const int n : {16, 64})
      for (const bool memory : {false, true})
        for (int seed = 1; seed <= search::seeds(3, 1); ++seed) {
          CAPTURE(p, n, memory, seed);
          const auto result = answer_to(uneven_problem(p, n, static_cast<std::uint64_t>(seed), memory));
          if (n == 64 && !memory) CHECK(100 * makespan(*result.plan) <= 103 * result.makespan_bound.value);
        }
}
