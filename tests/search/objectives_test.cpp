// Random problems of every kind under every objective: what is proved of one answer must hold for the others.
#include <algorithm>

#include "search/trade_off.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/pipelines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/small_problems.hpp"

namespace repetend::search {
namespace {

template <class T, std::size_t n>
T one_of(std::mt19937_64& random, const T (&choices)[n]) {
  return choices[test::uniform(random, 0, n - 1)];
}

// Memory that any block may release, whatever it depends on.
Problem loose_problem(std::mt19937_64& random) {
  Problem problem = test::random_problem(random, {.transfer = one_of(random, test::transfer_modes)});
  for (Device& d : problem.devices)
    if (test::uniform(random, 0, 1)) d.memory = d.static_memory + test::uniform(random, 2, 16);
  return problem;
}

// 1 to 64 micro-batches, mostly few; an alternative placement or none.
Placements random_placements(std::mt19937_64& random) {
  const int micro_batches = static_cast<int>(test::uniform(random, 1, one_of(random, {4, 16, 64})));
  const auto placement = [&](const char* name) {
    Problem problem = test::uniform(random, 0, 2) ? test::small_problem(random) : loose_problem(random);
    problem.placement = name;
    problem.micro_batches = micro_batches;
    return std::make_shared<const Problem>(problem);
  };
  Placements placements{placement("main")};
  if (test::uniform(random, 0, 9) == 0) placements.push_back(placement("other"));
  return placements;
}

Options random_options(std::mt19937_64& random) {
  Options options;
  options.beam_width = one_of(random, {1, 4, 32});
  options.state_limit = one_of(random, {10U, 200U, 2'000U});
  options.seed = static_cast<std::uint64_t>(test::uniform(random, 1, 9));
  options.threads = one_of(random, {1, 1, 3});
  return options;
}

// What all answers to the same placements say together.
struct AllAnswers {
  Time bound = 0;                // of every makespan
  std::optional<Time> shortest;  // makespan

  void add(const Plan& plan, Time makespan_bound) {
    CHECK(verify(plan).empty());
    bound = std::max(bound, makespan_bound);
    shortest = std::min(shortest.value_or(makespan(plan)), makespan(plan));
  }
};

void search_for(Objective objective, const Placements& placements, Options options, AllAnswers& answers) {
  options.objective = objective;
  const Result result = search(placements, options);
  CHECK(result.plan.has_value() == result.reason.empty());
  if (!result.plan) return;
  answers.add(*result.plan, result.makespan_bound.value);
  CHECK(result.makespan_optimal == (makespan(*result.plan) == result.makespan_bound.value));
  if (const auto& repetend = result.plan->repetend)
    CHECK(repetend->period >= result.period_bound.value * repetend->micro_batches);
}

void search_curve(const Placements& placements, const Options& options, AllAnswers& answers) {
  const auto points = trade_off(placements, options);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Time length = makespan(points[i].plan);
    CHECK(length >= points[i].makespan_bound);
    CHECK(points[i].peak <= points[i].limit);
    answers.add(points[i].plan, 0);  // the bound is that of plans within the limit
    if (i == 0) continue;
    CHECK(points[i - 1].peak < points[i].peak);
    CHECK(makespan(points[i - 1].plan) > length);
  }
}

}  // namespace

TEST_CASE("Every objective: valid plans, and no bound above what another one found", "[random][objectives]") {
  constexpr Objective objectives[] = {Objective::makespan, Objective::period, Objective::latency,
                                      Objective::memory};
  const int all = seeds(120, 20);
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const Placements placements = random_placements(random);
    CAPTURE(seed);
    AllAnswers answers;
    search_for(Objective::makespan, placements, random_options(random), answers);
    search_for(one_of(random, objectives), placements, random_options(random), answers);
    if (test::uniform(random, 0, 7) == 0) search_curve(placements, random_options(random), answers);
    if (answers.shortest) CHECK(answers.bound <= *answers.shortest);
  }
}

}  // namespace repetend::search
