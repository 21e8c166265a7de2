// An answer for the latency, the period or the memory is never worse, by its own number, than the answer to
// the same problem for any other objective.
#include <fmt/format.h>

#include "search/phases/incumbent.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/placements.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/small_problems.hpp"

namespace repetend::search {
namespace {

constexpr Objective objectives[] = {Objective::makespan, Objective::period, Objective::latency,
                                    Objective::memory};

// Stages that differ by up to a third, memory from one micro-batch's to all of them.
Problem uneven_pipeline(std::mt19937_64& random) {
  const int p = static_cast<int>(test::uniform(random, 2, 6)),
            n = static_cast<int>(test::uniform(random, 2, 12));
  Problem problem = test::pipeline(p, n, 9, 18);
  for (Block& block : problem.blocks) block.time += test::uniform(random, 0, block.time / 3);
  const Bytes memory = test::uniform(random, 1, n);
  for (Device& d : problem.devices) d.memory = memory;
  return problem;
}

Problem problem_of(int family, std::mt19937_64& random) {
  const int n = static_cast<int>(test::uniform(random, 1, 12));
  if (family == 0) return uneven_pipeline(random);
  if (family == 1) {
    const char* shapes[] = {"v", "x", "m", "nn", "k"};
    return test::tessel_placement(shapes[test::uniform(random, 0, 4)], {.micro_batches = n, .memory = 6});
  }
  Problem problem = family == 2 ? test::small_problem(random)
                                : test::random_problem(random, {.transfer = TransferMode::async});
  problem.micro_batches = n;
  return problem;
}

// The objective's own number of a result's plan: one, or the peak at a period.
std::pair<Wide, Wide> number(const Result& result, Objective objective) {
  const Plan& plan = *result.plan;
  const Value value =
      value_of(plan, makespan(plan), std::ranges::max(peak_memory(*plan.problem, plan.orders)), objective,
               result.period_bound_exact);
  return {value[0], objective == Objective::memory ? value[1] : 0};
}

}  // namespace

TEST_CASE("No answer is worse by its objective than one for another objective", "[random][objectives]") {
  int strictly_better = 0, proved = 0, answers = 0;
  const int all = seeds(24, 8);
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    const Problem problem = problem_of(seed % 4, random);
    std::vector<Result> results;
    for (const Objective objective : objectives) {
      Options options;
      options.objective = objective;
      options.state_limit = 2'000;
      results.push_back(search_problem(problem, options));
      if (!results.back().plan) continue;
      ++answers;
      proved += results.back().objective_optimal;
    }
    for (const Result& mine : results)
      for (const Result& other : results) {
        if (mine.objective == Objective::makespan || !mine.plan || !other.plan) continue;
        CAPTURE(seed, static_cast<int>(mine.objective), static_cast<int>(other.objective));
        const auto own = number(mine, mine.objective), others = number(other, mine.objective);
        CHECK(own <= others);
        strictly_better += own < others;
      }
  }
  fmt::print("{} answers, {} proved, {} comparisons strictly better\n", answers, proved, strictly_better);
  CHECK(strictly_better > all / 4);
}

}  // namespace repetend::search
