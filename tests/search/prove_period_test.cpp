// What branch and bound says of periods, against all repetends.
#include <fmt/format.h>

#include "search/bounds/bounds.hpp"
#include "search/exact/period_branch_and_bound.hpp"
#include "search/exact/refute.hpp"
#include "search/modulo/find.hpp"
#include "search/search.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/repetends.hpp"
#include "tests/support/small_problems.hpp"

namespace repetend::search {
namespace {

// Links take time and are never busy, so that the beam's periods are exact.
Problem with_free_links(Problem problem) {
  problem.micro_batches = 9;
  if (problem.transfer != TransferMode::none) problem.transfer = TransferMode::async;
  for (Edge& edge : problem.edges) edge.bytes = 0;
  return problem;
}

bool obeys(const CyclicModel& model, const CyclicSchedule& schedule) {
  return std::ranges::all_of(model.arcs, [&](const Dependence& arc) {
    return schedule.start[arc.to] + arc.distance * schedule.period >= schedule.start[arc.from] + arc.delay;
  });
}

constexpr std::int64_t settling_tries = 300;

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
  const PeriodProof proof =
      prove_period(model, free_disjunctive_graph(unrolled), refuted, found->period, budget);
  const CyclicSchedule& best = proof.schedule ? *proof.schedule : *found;
  CHECK(obeys(model, best));
  CHECK(memory_excess(model, best) == 0);
  return Answer{bound, refuted, proof.bound, best.period};
}

void expect_right(const Problem& problem, int u, const Answer& searched, const test::Decision& shorter) {
  CHECK(searched.bound <= searched.refuted);
  CHECK(searched.refuted <= searched.proved);
  CHECK(searched.proved <= searched.found);
  if (!shorter.found) return;
  CHECK(searched.proved < searched.found);
  CHECK(!test::repetend_of_period(problem, u, searched.proved - 1, settling_tries).found);
}

// How the periods were proved.
struct Counts {
  int compared = 0, bound = 0, refuted = 0, enumerated = 0, open = 0;

  int all() const { return bound + refuted + enumerated + open; }
  void add(const Answer& searched) {
    if (searched.found == searched.bound)
      ++bound;
    else if (searched.found == searched.refuted)
      ++refuted;
    else
      ++(searched.found == searched.proved ? enumerated : open);
  }
};

}  // namespace

TEST_CASE("Branch and bound finds the least period of one and two micro-batches", "[random][settling]") {
  const int all = seeds(500, 50);
  Counts counts;
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const int u = 1 + seed % 3 / 2;
    const Problem problem = with_free_links(test::small_problem(random));
    CAPTURE(seed, u);
    const auto searched = answer(problem, u);
    if (!searched) continue;
    counts.add(*searched);
    const auto shorter = test::repetend_of_period(problem, u, searched->found - 1, settling_tries);
    counts.compared += shorter.known;
    expect_right(problem, u, *searched, shorter);
  }
  fmt::print(
      "{} random problems, {} compared with all repetends: the period of {} proved least by bounds, {} by "
      "propagation, {} by enumeration; {} open\n",
      counts.all(), counts.compared, counts.bound, counts.refuted, counts.enumerated, counts.open);
  CHECK(counts.compared * 10 >= counts.all() * 9);
  CHECK(counts.open * 50 <= counts.all());
}

}  // namespace repetend::search
