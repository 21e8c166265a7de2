#include "search/search.hpp"

#include "sim/formats/plan/plan_file.hpp"
#include "sim/schedules/schedule.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

Time answer(const std::string& shape, int devices, int micro_batches, MemoryRelease release,
            bool training = true) {
  const Result result = search_problem(
      test::tessel_placement(shape, {.devices = devices,
                                     .micro_batches = micro_batches,
                                     .memory = training ? test::tessel_memory(shape, devices) : unlimited,
                                     .release = release,
                                     .training = training}));
  REQUIRE(result.plan);
  CHECK(verify(*result.plan).empty());
  CHECK(makespan(*result.plan) >= result.makespan_bound.value);
  return makespan(*result.plan);
}

struct Known {
  const char* shape;
  Time n8, n16, n32;
};

}  // namespace

TEST_CASE("Makespans are never above Tessel's, 1F1B+'s and Chimera's") {
  // Each is the least of Tessel's answers at 4 devices and of the schedules people use.
  const Known known =
      GENERATE(Known{"v", 44, 76, 140}, Known{"x", 78, 142, 270}, Known{"k", 55, 103, 199},
               Known{"m", 60, 108, 204}, Known{"nn", 76, 140, 268}, Known{"nn-eager", 85, 149, 277});
  const auto release = GENERATE(MemoryRelease::start, MemoryRelease::end);
  CAPTURE(known.shape, to_string(release));
  CHECK(answer(known.shape, 4, 8, release) <= known.n8);
  CHECK(answer(known.shape, 4, 16, release) <= known.n16);
  CHECK(answer(known.shape, 4, 32, release) <= known.n32);
}

TEST_CASE("Inference makespans are never above Tessel's") {
  const auto [shape, n8] =
      GENERATE(table<std::string, Time>({{"v", 13}, {"x", 22}, {"k", 17}, {"m", 20}, {"nn", 29}}));
  CAPTURE(shape);
  CHECK(answer(shape, 4, 8, MemoryRelease::start, false) <= n8);
}

TEST_CASE("Plans of Tessel's placements repeat at the zero-bubble period, proved") {
  const int devices = GENERATE(4, 8);
  const auto [shape, period] = GENERATE(table<std::string, Time>(
      {{"v", 4}, {"x", 8}, {"m", 6}, {"nn", 8}, {"nn-eager", 8}, {"k", 6}, {"mllm", 8}}));
  CAPTURE(shape, devices);
  Options options;
  options.objective = Objective::period;  // the shortest plan need not repeat
  const Result result = search_problem(
      test::tessel_placement(
          shape, {.devices = devices, .micro_batches = 20, .memory = test::tessel_memory(shape, devices)}),
      options);
  REQUIRE(result.plan);
  REQUIRE(result.plan->repetend);
  CHECK(result.plan->repetend->period == period * result.plan->repetend->micro_batches);
  CHECK(result.period_bound.value == period);
  CHECK(result.period_optimal);
}

TEST_CASE("Objective memory: the least memory of a zero-bubble repetend") {
  const auto [shape, devices, least] = GENERATE(table<std::string, int, Bytes>({{"v", 4, 4},
                                                                                {"x", 4, 4},
                                                                                {"k", 4, 3},
                                                                                {"m", 4, 5},
                                                                                {"nn", 4, 6},
                                                                                {"nn-eager", 4, 5},
                                                                                {"mllm", 4, 6},
                                                                                {"v", 8, 8},
                                                                                {"k", 8, 6},
                                                                                {"m", 8, 11}}));
  CAPTURE(shape, devices);
  Options options;
  options.objective = Objective::memory;
  const Result result = search_problem(
      test::tessel_placement(shape, {.devices = devices, .micro_batches = 24, .memory = 3 * devices}),
      options);
  REQUIRE(result.plan);
  CHECK(result.period_optimal);
  CHECK(std::ranges::max(peak_memory(*result.plan->problem, result.plan->orders)) == least);
}

TEST_CASE("Least makespans of few micro-batches") {
  // These are known to be the least, with memory 16 released at the start.
  const auto [shape, n, least] = GENERATE(table<std::string, int, Time>({{"v", 2, 20},
                                                                         {"v", 6, 36},
                                                                         {"k", 2, 16},
                                                                         {"k", 4, 28},
                                                                         {"m", 2, 24},
                                                                         {"m", 4, 36},
                                                                         {"nn", 3, 36},
                                                                         {"x", 3, 28}}));
  CAPTURE(shape, n);
  const Result result = search_problem(test::tessel_placement(shape, {.micro_batches = n, .memory = 16}));
  REQUIRE(result.plan);
  CHECK(makespan(*result.plan) == least);
}

TEST_CASE("Repetends of several micro-batches where one wastes memory") {
  const Result result = search_problem(test::tessel_placement("v", {.micro_batches = 64, .memory = 3}));
  REQUIRE(result.plan);
  REQUIRE(result.plan->repetend);
  CHECK(makespan(*result.plan) <= 352);
  CHECK(result.plan->repetend->period * 3 == 16 * result.plan->repetend->micro_batches);
  CHECK(result.period_optimal);
}

TEST_CASE("Under forced memory, repetends hold as many micro-batches as Little's bound asks for") {
  const int memory = GENERATE(7, 5);
  Problem problem = test::pipeline(8, 64, 1, 2);
  for (Device& d : problem.devices) d.memory = memory;
  const Result result = search_problem(problem);
  CAPTURE(memory);
  REQUIRE(result.plan);
  REQUIRE(result.plan->repetend);
  CHECK(result.plan->repetend->period * memory == 24 * result.plan->repetend->micro_batches);
  CHECK(result.period_optimal);
  CHECK(makespan(*result.plan) * 100 <= result.makespan_bound.value * 102);
}

TEST_CASE("Small problems: never below the optimum, and nearly always there") {
  std::mt19937_64 random(21);
  int feasible = 0, optimal = 0;
  const int all = seeds(60, 20);
  for (int i = 0; i < all; ++i) {
    const auto mode = test::transfer_modes[i % 4];
    Problem problem = test::random_problem(
        random, {.max_devices = 3, .max_blocks = 4, .max_micro_batches = 2, .transfer = mode});
    for (Device& d : problem.devices)
      if (test::uniform(random, 0, 1)) d.memory = d.static_memory + test::uniform(random, 2, 12);
    const auto least = test::least_makespan(problem);
    const Result result = search_problem(problem);
    CAPTURE(i, to_string(mode));
    if (!least) CHECK(!result.plan);
    if (!result.plan) CHECK(!result.reason.empty());
    if (!least) continue;
    ++feasible;
    if (!result.plan) continue;
    CHECK(makespan(*result.plan) >= *least);
    if (result.makespan_optimal) CHECK(makespan(*result.plan) == *least);
    optimal += makespan(*result.plan) == *least;
  }
  CAPTURE(feasible, optimal);
  CHECK(feasible * 2 > all);
  CHECK(optimal >= feasible * 90 / 100);
}

TEST_CASE("Never worse than a feasible schedule that people use") {
  std::mt19937_64 random(22);
  for (int i = 0; i < seeds(16, 6); ++i) {
    const auto p = static_cast<int>(test::uniform(random, 2, 5));
    Problem problem = test::pipeline(p, static_cast<int>(test::uniform(random, 1, 10)), 10, 20);
    problem.transfer = test::transfer_modes[i % 4];
    problem.links.fallback = Link{test::uniform(random, 0, 3), 1'000'000'000};
    for (Block& block : problem.blocks) block.time += test::uniform(random, 0, 6);
    for (Edge& edge : problem.edges) edge.bytes = test::uniform(random, 0, 4);
    for (Device& d : problem.devices) d.memory = test::uniform(random, 1, p + 2);
    const auto shared = std::make_shared<const Problem>(problem);
    const Result result = search({shared});
    CAPTURE(i);
    for (const Schedule& schedule : all_schedules()) {
      const ScheduledPlan made = schedule_problem(schedule, shared);
      if (!made.feasible()) continue;
      REQUIRE(result.plan);
      CHECK(makespan(*result.plan) <= makespan(*made.plan));
    }
  }
}

TEST_CASE("The same seed gives the same plan, another one may give another") {
  const auto hash = [](std::uint64_t seed) {
    Options options;
    options.seed = seed;
    const Result result = search_problem(
        test::tessel_placement("x", {.devices = 8, .micro_batches = 10, .memory = 8}), options);
    REQUIRE(result.plan);
    return plan_hash(*result.plan);
  };
  const auto once = hash(1);
  CHECK(hash(1) == once);
  CHECK((hash(2) != once || hash(7) != once));
}

TEST_CASE("Cancelled or out of states, the search still answers with what it has") {
  const std::atomic<bool> cancel{true};
  Options options;
  options.cancel = &cancel;
  int reports = 0;
  options.progress = [&reports](const Progress& p) { reports += p.makespan_bound > 0; };
  const Problem problem = test::tessel_placement("v", {.devices = 8, .micro_batches = 16, .memory = 8});
  const Result cancelled = search_problem(problem, options);
  REQUIRE(cancelled.plan);
  CHECK(cancelled.states_expanded == 0);
  CHECK(reports > 0);
  Options few;
  few.state_limit = 10;
  const Result limited = search_problem(problem, few);
  REQUIRE(limited.plan);
  CHECK(limited.states_expanded <= 20);
}

TEST_CASE("A problem that does not fit says which instance is to blame") {
  const Result result =
      search_problem(test::tessel_placement("k", {.memory = 1, .release = MemoryRelease::end}));
  CHECK(!result.plan);
  CHECK_THAT(result.reason, ContainsSubstring("needs 2 B on gpu0, which has 1 B"));
}

TEST_CASE("Recurrences, single micro-batches and alternatives get plans") {
  Problem loop = test::pipeline(3, 6, 10, 20);
  loop.edges.push_back({BlockId{5}, BlockId{0}, 0, 1});  // one micro-batch at a time
  const Result serial = search_problem(loop);
  REQUIRE(serial.plan);
  CHECK(makespan(*serial.plan) == 6 * 90);
  CHECK(serial.makespan_optimal);
  CHECK(serial.period_bound.name == "recurrence");

  const auto slow = std::make_shared<const Problem>(test::pipeline(2, 4, 10, 20));
  Problem quick = test::pipeline(2, 4, 5, 10);
  quick.placement = "quick";
  const Result best = search({slow, std::make_shared<const Problem>(quick)});
  REQUIRE(best.plan);
  CHECK(best.plan->problem->placement == "quick");
}

}  // namespace repetend::search
