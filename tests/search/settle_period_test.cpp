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

// Forward and backward through 2 or 3 uneven stages, little memory on each; in some, the first stage's
// backward occupies the last stage's device too.
Problem tight_pipeline(std::mt19937_64& random) {
  Problem problem = test::pipeline(2 + static_cast<int>(test::uniform(random, 0, 1)), 9, 1, 1);
  for (Block& block : problem.blocks) block.time = test::uniform(random, 1, 3);
  for (Device& d : problem.devices) d.memory = test::uniform(random, 1, std::ssize(problem.devices));
  if (test::uniform(random, 0, 1)) {
    problem.transfer = TransferMode::async;
    problem.links.fallback = Link{1, 1};
    for (Edge& edge : problem.edges) edge.bytes = 0;
  }
  if (test::uniform(random, 0, 2) == 0)
    problem.blocks.back().uses.push_back({DeviceId{static_cast<int>(problem.devices.size()) - 1}});
  return problem;
}

bool obeys(const CyclicModel& model, const CyclicSchedule& schedule) {
  return std::ranges::all_of(model.arcs, [&](const Arc& arc) {
    return schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay;
  });
}

// `refuted`: the least period that propagation alone leaves, `proved`: and branch and bound.
struct Answer {
  Time bound, refuted, proved, found;
};

// As the search does: bounds, a small beam, branch and bound.
std::optional<Answer> answer(const Problem& problem, int u) {
  const Problem unrolled = unroll(problem, u);
  const CyclicModel model(unrolled);
  Options options;
  options.state_limit = 5'000;
  Budget beams{Options{}}, budget(options);
  const Time bound = period_bound(problem).exact.ceil_times(u), refuted = refuted_up_to(problem, u, bound);
  const auto found = find_cyclic(model, bound, 2, beams);
  if (!found) return std::nullopt;
  const SettledPeriod settled = settle_period(model, refuted, found->period, budget);
  const CyclicSchedule& best = settled.schedule ? *settled.schedule : *found;
  CHECK(obeys(model, best));
  CHECK(memory_excess(model, best) == 0);
  return Answer{bound, refuted, settled.bound, best.period};
}

void expect_right(const Answer& ours, Time least) {
  CHECK(ours.bound <= least);
  CHECK(ours.refuted <= least);
  CHECK(ours.proved <= least);
  if (ours.proved == ours.found) CHECK(ours.found == least);
}

// How the periods were proved.
struct Counts {
  int compared = 0, bound = 0, refuted = 0, enumerated = 0, open = 0;

  int all() const { return bound + refuted + enumerated + open; }
  void add(const Answer& ours) {
    if (ours.found == ours.bound)
      ++bound;
    else if (ours.found == ours.refuted)
      ++refuted;
    else
      ++(ours.found == ours.proved ? enumerated : open);
  }
};

}  // namespace

TEST_CASE("Branch and bound finds the least period of one and two micro-batches", "[random]") {
  const char* const given = std::getenv("REPETEND_SEEDS");
  const int seeds = given ? std::atoi(given) : 6'000;
  constexpr std::int64_t tries = 1'000;
  Counts counts;
  for (int seed = 1; seed <= seeds; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const int u = 1 + seed % 3 / 2;
    const Problem problem =
        u == 1 && seed % 2 ? tight_pipeline(random) : tight_problem(random, u == 1 ? 5 : 3);
    CAPTURE(seed, u);
    const auto ours = answer(problem, u);
    if (!ours) continue;
    counts.add(*ours);
    const auto least = test::least_period(unroll(problem, u), ours->found, tries);
    if (!least) continue;  // too many starts to try; ours is checked to be a schedule
    ++counts.compared;
    expect_right(*ours, *least);
  }
  fmt::print(
      "{} random problems, {} compared with all starts: the period of {} proved least by bounds, {} by "
      "propagation, {} by enumeration; {} open\n",
      counts.all(), counts.compared, counts.bound, counts.refuted, counts.enumerated, counts.open);
  CHECK(counts.compared * 3 >= seeds);
  CHECK(counts.open * 50 <= counts.all());
}

}  // namespace repetend::search
