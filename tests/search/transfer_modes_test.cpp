// Plans that need a rendezvous or block: found wherever one is known to exist, and good ones.
#include <algorithm>

#include "search/completion/draft.hpp"
#include "search/search.hpp"
#include "sim/engine/engine.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

constexpr TransferMode modes[] = {TransferMode::async, TransferMode::rendezvous, TransferMode::blocking};

Problem random_problem(std::mt19937_64& random, TransferMode mode, int blocks, int micro_batches) {
  Problem problem = test::random_problem(
      random, {.max_devices = 4, .max_blocks = blocks, .max_micro_batches = micro_batches, .transfer = mode});
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 2) == 0) d.memory = d.static_memory + test::uniform(random, 2, 12);
  return problem;
}

// Appends what it can, at random, to the end or until nothing can follow; the times that were promised.
std::vector<Time> random_draft(std::mt19937_64& random, Draft& draft) {
  const Problem& problem = draft.problem();
  std::vector<Time> starts(problem.instances(), never);
  for (;;) {
    std::vector<BlockId> choices;
    for (BlockId b : ids<BlockId>(problem.blocks.size()))
      if (!draft.finished(b) && draft.start(b)) choices.push_back(b);
    if (choices.empty()) return starts;
    const BlockId b = choices[static_cast<std::size_t>(test::uniform(random, 0, std::ssize(choices) - 1))];
    const Time begin = *draft.start(b);
    starts[instance_index(problem, draft.next(b))] = begin;
    draft.append(b, begin);
  }
}

// The best of some random orders that neither deadlock nor exceed the memory.
std::optional<Time> best_random(std::mt19937_64& random, const Problem& problem, int orders) {
  std::optional<Time> best;
  for (int k = 0; k < orders; ++k) {
    const Orders tried = test::random_orders(random, problem);
    const Simulation run = simulate(problem, tried, {.memory_curves = false, .transfers = false});
    if (run.deadlock || find_out_of_memory(problem, tried)) continue;
    best = std::min(best.value_or(run.makespan), run.makespan);
  }
  return best;
}

}  // namespace

TEST_CASE("Drafts are timed as the engine times their orders, in every mode") {
  std::mt19937_64 random(41);
  int finished = 0;
  for (int i = 0; i < 800; ++i) {
    const Problem problem = random_problem(random, test::transfer_modes[i % 4], 7, 4);
    const DraftModel model(problem);
    Draft draft(model);
    const std::vector<Time> starts = random_draft(random, draft);
    if (std::ranges::count(starts, never) > 0) continue;  // memory is not asked, so it was about to deadlock
    ++finished;
    CAPTURE(i, to_string(problem.transfer));
    CHECK(simulate(problem, draft.orders()).start == starts);
  }
  CHECK(finished > 600);
}

TEST_CASE("A plan is found wherever random orders find one, and hardly ever a worse one",
          "[random][orders]") {
  std::mt19937_64 random(42);
  int feasible = 0, beaten = 0;
  const int all = seeds(100, 30);
  for (int i = 0; i < all; ++i) {
    const Problem problem = random_problem(random, modes[i % 3], 7, 3);
    const auto best = best_random(random, problem, 60);
    if (!best) continue;
    ++feasible;
    const Result result = search_problem(problem);
    CAPTURE(i, to_string(problem.transfer));
    REQUIRE(result.plan);
    beaten += makespan(*result.plan) > *best;
  }
  CAPTURE(feasible, beaten);
  CHECK(feasible * 3 > all * 2);
  CHECK(beaten * 200 <= feasible);
}

TEST_CASE("Tiny problems: a plan wherever one exists, nearly always the shortest", "[random][orders]") {
  std::mt19937_64 random(43);
  int feasible = 0, optimal = 0;
  const int all = seeds(200, 60);
  for (int i = 0; i < all; ++i) {
    const Problem problem = random_problem(random, modes[i % 3], 4, 2);
    if (problem.instances() > 7) continue;
    const auto least = test::least_makespan(problem);
    const Result result = search_problem(problem);
    CAPTURE(i, to_string(problem.transfer));
    CHECK(result.plan.has_value() == least.has_value());
    if (!least || !result.plan) continue;
    ++feasible;
    optimal += makespan(*result.plan) == *least;
  }
  CAPTURE(feasible, optimal);
  CHECK(feasible * 2 > all);
  CHECK(optimal >= feasible * 99 / 100);
}

TEST_CASE("Blocking pipelines run in waves") {
  // A device that sends holds its neighbour, so that forwards and backwards must not meet: as many forwards
  // as fit, then their backwards.
  Problem problem = test::pipeline(8, 32, 10, 20);
  problem.transfer = TransferMode::blocking;
  problem.links.fallback = Link{0, 1'000'000'000};
  const auto length = [&] { return makespan(*search_problem(problem).plan); };
  CHECK(length() == (32 + 7) * 30);
  for (Device& d : problem.devices) d.memory = 16;
  CHECK(length() == (32 + 2 * 7) * 30);
}

// Each device of the gang at the end has data for the other, and sends before it receives.
Problem deadlocking() {
  Problem problem = test::pipeline(2, 1, 1, 1);
  problem.blocks.push_back({"step", BlockKind::optimizer, {}, 1, {{DeviceId{0}}, {DeviceId{1}}}});
  problem.edges.push_back({BlockId{2}, BlockId{4}});
  problem.edges.push_back({BlockId{3}, BlockId{4}});
  problem.transfer = TransferMode::blocking;
  problem.links.fallback = Link{0, 1'000'000'000};
  return problem;
}

TEST_CASE("Where every order deadlocks, the message says what waits for what") {
  const Result result = search_problem(deadlocking());
  CHECK(!result.plan);
  CHECK_THAT(result.reason,
             ContainsSubstring("with blocking transfers every order that was tried deadlocks; one "
                               "micro-batch at a time: gpu0 waits"));
}

TEST_CASE("A placement that deadlocks is named beside the plan of another one, one without memory is not") {
  const auto as_placement = [](Problem problem, const std::string& name) {
    problem.placement = name;
    problem.transfer = TransferMode::blocking;
    problem.links.fallback = Link{0, 1'000'000'000};
    for (Device& d : problem.devices) d.memory = 8;
    return std::make_shared<const Problem>(std::move(problem));
  };
  Problem heavy = test::pipeline(2, 1, 1, 1);
  heavy.blocks.front().uses.front().acquire = 9;
  heavy.blocks.back().uses.front().release = 9;
  const Result result = search({as_placement(deadlocking(), "gang"), as_placement(std::move(heavy), "heavy"),
                                as_placement(test::pipeline(2, 1, 10, 10), "slow")});
  REQUIRE(result.plan);
  CHECK(result.plan->problem->placement == "slow");
  REQUIRE(result.without_plan.size() == 1);
  CHECK_THAT(result.without_plan.front(),
             ContainsSubstring("placement gang: no plan was found: with blocking transfers every order that "
                               "was tried deadlocks; one micro-batch at a time: gpu0 waits"));
}

}  // namespace repetend::search
