// What branch and bound says of periods, against all schedules on a grid. REPETEND_SEEDS as in random_test.
#include "search/exact/settle_period.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "search/bounds/bounds.hpp"
#include "search/exact/refute.hpp"
#include "search/repetend/find.hpp"
#include "search/repetend/unroll.hpp"
#include "search/search.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/exhaustive.hpp"
#include "tests/support/problems.hpp"

namespace repetend::search {
namespace {

// Links take time and are never busy: neither branch and bound nor the reference knows that they are shared.
Problem tight_problem(std::mt19937_64& random, int blocks) {
  const bool moves = test::uniform(random, 0, 1) != 0;
  Problem problem =
      test::random_problem(random, {.max_devices = 3,
                                    .max_blocks = blocks,
                                    .max_micro_batches = 9,
                                    .speeds = false,
                                    .transfer = moves ? TransferMode::async : TransferMode::none});
  for (Block& block : problem.blocks) block.time = 1 + block.time % 3;
  for (Edge& edge : problem.edges) edge.bytes = 0;
  for (Device& d : problem.devices) d.memory = d.static_memory + test::uniform(random, 2, 7);
  return problem;
}

// Forward and backward through 2 or 3 uneven stages, little memory on each.
Problem tight_pipeline(std::mt19937_64& random) {
  Problem problem = test::pipeline(2 + static_cast<int>(test::uniform(random, 0, 1)), 9, 1, 1);
  for (Block& block : problem.blocks) block.time = test::uniform(random, 1, 3);
  for (Device& d : problem.devices) d.memory = test::uniform(random, 1, std::ssize(problem.devices));
  if (test::uniform(random, 0, 1)) {
    problem.transfer = TransferMode::async;
    problem.links.fallback = Link{1, 1};
    for (Edge& edge : problem.edges) edge.bytes = 0;
  }
  return problem;
}

bool obeys(const CyclicModel& model, const CyclicSchedule& schedule) {
  return std::ranges::all_of(model.arcs, [&](const Arc& arc) {
    return schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay;
  });
}

struct Answer {
  Time bound, found;
};

// As the search does: bounds, a small beam, branch and bound.
std::optional<Answer> answer(const Problem& problem, int u, Time bound, std::uint64_t states) {
  const Problem unrolled = unroll(problem, u);
  const CyclicModel model(unrolled);
  Options options;
  options.state_limit = states;
  Budget beams{Options{}}, budget(options);
  const auto found = find_cyclic(model, bound, 2, beams);
  if (!found) return std::nullopt;
  const SettledPeriod settled = settle_period(model, bound, found->period, budget);
  const CyclicSchedule& best = settled.schedule ? *settled.schedule : *found;
  CHECK(obeys(model, best));
  CHECK(memory_excess(model, best) == 0);
  return Answer{settled.bound, best.period};
}

}  // namespace

TEST_CASE("Branch and bound finds the least period of one and two micro-batches", "[random]") {
  const char* const given = std::getenv("REPETEND_SEEDS");
  const int seeds = given ? std::atoi(given) : 5'400;
  constexpr Time longest = 6;  // the reference tries all starts
  int compared = 0, at_bound = 0, settled = 0, open = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const int u = 1 + seed % 3 / 2;
    const Problem problem =
        u == 1 && seed % 2 ? tight_pipeline(random) : tight_problem(random, u == 1 ? 5 : 3);
    const Time bound = period_bound(problem).exact.ceil_times(u);
    CAPTURE(seed, u, bound);
    const auto ours = answer(problem, u, bound, 5'000);
    if (!ours || ours->found > longest) continue;
    // None where a block must wait longer than the reference lets it; ours is checked to be a schedule.
    const auto least = test::least_period(unroll(problem, u), ours->found);
    if (least) CHECK(ours->bound <= *least);
    if (least && ours->bound == ours->found) CHECK(ours->found == *least);
    ++compared;
    at_bound += ours->found == bound;
    (ours->bound == ours->found ? settled : open) += ours->found > bound;
  }
  fmt::print("{} random problems: {} at the bound, {} proved by enumeration, {} open\n", compared, at_bound,
             settled, open);
  CHECK(compared * 3 >= seeds);
  CHECK(open * 50 <= compared);
}

}  // namespace repetend::search
