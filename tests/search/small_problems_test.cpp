// The periods that the search answers with, against all repetends of one and two micro-batches.
#include "tests/support/small_problems.hpp"

#include <fmt/format.h>

#include "search/bounds/bounds.hpp"
#include "search/phases/incumbent.hpp"
#include "sim/verify/verify.hpp"
#include "tests/search/search_problem.hpp"
#include "tests/search/seeds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/repetends.hpp"

namespace repetend::search {
namespace {

// Of the problems with some mode of transfers.
struct Agreement {
  int problems = 0, deadlocks = 0, proved = 0, proved_for_u = 0;
  int compared = 0, equal = 0, unknown = 0;  // with all repetends of one and of two micro-batches
};

std::string in_words(const Agreement& f, std::string_view transfers) {
  return fmt::format(
      "{} random problems with {} transfers: {} without a plan; the periods of {} proved least by bounds and "
      "of {} for their size; {} comparisons with all repetends of one or two micro-batches, {} equal, {} "
      "given "
      "up\n",
      f.problems, transfers, f.deadlocks, f.proved, f.proved_for_u, f.compared, f.equal, f.unknown);
}

constexpr std::int64_t reference_tries = 1'000;

// No repetend of u micro-batches is shorter than the bound.
void expect_none_below_bound(const Problem& problem, int u) {
  CAPTURE(u);
  CHECK(!test::repetend_of_period(problem, u, period_bound(problem).exact.ceil_times(u) - 1, reference_tries)
             .found);
}

// Is there a repetend of u micro-batches with a shorter period a micro-batch than the answer's?
test::Decision shorter_than(const Result& result, int u) {
  const Time period = period_a_micro_batch(*result.plan).ceil_times(u) - 1;
  return test::repetend_of_period(*result.plan->problem, u, period, reference_tries);
}

// All repetends of as many micro-batches include one with the answer's period.
void expect_own_period(const Result& result) {
  const auto& own = result.plan->repetend;
  if (!own || own->micro_batches > 2) return;
  const auto same =
      test::repetend_of_period(*result.plan->problem, own->micro_batches, own->period, reference_tries);
  CHECK((same.found || !same.known));
}

Options period_of(std::uint64_t states) {
  Options options;
  options.objective = Objective::period;
  options.state_limit = states;
  return options;
}

// An answer within few states that is beaten gives way to the usual one.
void compare_with_all(const Problem& problem, int u, Result& result, Agreement& agreement) {
  auto shorter = shorter_than(result, u);
  if (shorter.found) {
    result = search_problem(problem, period_of(Options{}.state_limit));
    shorter = shorter_than(result, u);
  }
  ++(shorter.known ? agreement.compared : agreement.unknown);
  agreement.equal += shorter.known && !shorter.found;
  if (!shorter.found) return;
  CHECK(verify(test::played(problem, *shorter.found)).empty());
  CHECK(!result.period_optimal);
  if (result.plan->repetend && result.plan->repetend->micro_batches == u)
    CHECK(!result.period_optimal_for_u.value_or(false));
  expect_none_below_bound(problem, u);
}

void compare_with_all(const Problem& problem, Agreement& agreement) {
  Result result = search_problem(problem, period_of(300));
  ++agreement.problems;
  agreement.deadlocks += !result.plan;
  if (!result.plan) return;
  agreement.proved += result.period_optimal;
  agreement.proved_for_u += result.period_optimal_for_u.value_or(false);
  expect_own_period(result);
  for (const int u : {1, 2}) compare_with_all(problem, u, result, agreement);
  if (problem.blocks.size() <= 6) expect_none_below_bound(problem, 3);
}

}  // namespace

TEST_CASE("Small problems: no repetend of one or two micro-batches is shorter than the answer",
          "[random][periods]") {
  Agreement free, async, waiting;
  const int all = seeds(250, 25);
  for (int seed = 1; seed <= all; ++seed) {
    std::mt19937_64 random(static_cast<std::uint64_t>(seed));
    Problem problem = test::small_problem(random);
    problem.micro_batches = 24;
    CAPTURE(seed);
    const TransferMode mode = problem.transfer;
    compare_with_all(problem, mode == TransferMode::none    ? free
                              : mode == TransferMode::async ? async
                                                            : waiting);
  }
  fmt::print("{}{}{}", in_words(free, "free"), in_words(async, "asynchronous"),
             in_words(waiting, "rendezvous or blocking"));
  CHECK(free.deadlocks + async.deadlocks == 0);
  // A few end at the limit of states, or with a plan too short to show its repetend: of 8,000 problems 7 of
  // 3,366 comparisons where transfers wait, one more than allowed here, and 8 of 7,899 where they are
  // asynchronous.
  constexpr int first = 3;
  CHECK(free.compared - free.equal <= free.compared / 1'000);
  for (const Agreement& agreement : {async, waiting})
    CHECK(agreement.compared - agreement.equal <= first + agreement.compared / 1'000);
  for (const Agreement& agreement : {free, async, waiting})
    CHECK(agreement.compared > 20 * agreement.unknown);
}

}  // namespace repetend::search
