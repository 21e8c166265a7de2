// How far the search stays from its bounds on large uneven pipelines: quantiles over many random ones, as the
// rows of a table. Usage: repetend_gaps [SEEDS [CASE]]; 100 seeds unless told.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "search/search.hpp"
#include "tests/support/perturbed.hpp"

namespace repetend::bench {
namespace {

struct Case {
  const char* name;
  test::PerturbedCase problem;
  search::Objective objective;
  double gap_percent, seconds;  // asked
};

using search::Objective;
const Case cases[] = {
    {"v-64", {"shape: v", "1f1b", 64, 256}, Objective::period, 1, 2},
    {"interleaved-16x4", {"shape: interleaved, chunks: 4", "interleaved", 16, 64}, Objective::period, 1, 2},
    {"zero-bubble-32", {"shape: zb", "zb-h1", 32, 128}, Objective::period, 1, 2},
    {"v-256", {"shape: v", "1f1b", 256, 1024}, Objective::makespan, 2, 20},
};

struct Measured {
  double gap_percent, seconds;
  bool proved;        // for every number of micro-batches a repetend
  bool proved_for_u;  // for that of the one found
};

double gap_percent(const search::Result& result, Objective objective) {
  constexpr double never = 1e9;
  const auto above = [](double value, Time bound) { return 100 * (value / static_cast<double>(bound) - 1); };
  if (!result.plan) return never;
  if (objective == Objective::makespan)
    return above(static_cast<double>(makespan(*result.plan)), result.makespan_bound.value);
  const auto& repetend = result.plan->repetend;
  if (!repetend) return never;
  return above(static_cast<double>(repetend->period) / repetend->micro_batches, result.period_bound.value);
}

Measured measure(const Case& wanted, std::uint64_t seed) {
  const search::Placements placements{test::perturbed(wanted.problem, seed)};
  const auto begin = std::chrono::steady_clock::now();
  search::Options options;
  options.objective = wanted.objective;
  const search::Result result = search::search(placements, options);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  const bool proved =
      wanted.objective == Objective::makespan ? result.makespan_optimal : result.period_optimal;
  return {gap_percent(result, wanted.objective), taken.count(), proved,
          proved || result.period_optimal_for_u.value_or(false)};
}

// The value that a share of all do not exceed.
double quantile(std::vector<double> values, double share) {
  std::ranges::sort(values);
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(share * last)];
}

void print_row(const Case& wanted, const std::vector<Measured>& all) {
  std::vector<double> gaps, seconds;
  int met = 0, proved = 0, proved_for_u = 0;
  for (const Measured& m : all) {
    gaps.push_back(std::max(0.0, m.gap_percent));
    seconds.push_back(m.seconds);
    met += m.proved_for_u || m.gap_percent <= wanted.gap_percent;
    proved += m.proved;
    proved_for_u += m.proved_for_u;
  }
  fmt::print(
      "| {} | {} | {} | {} | {} | {:.2f} % | {:.2f} % | {:.2f} % | {} % | {:.2f} s | {:.2f} s | {} s |\n",
      wanted.name, all.size(), met, proved, proved_for_u, quantile(gaps, 0.5), quantile(gaps, 0.9),
      quantile(gaps, 1), wanted.gap_percent, quantile(seconds, 0.5), quantile(seconds, 1), wanted.seconds);
}

int run(int seeds, std::string_view only) {
  fmt::print(
      "| case | seeds | within asked or proved | proved | for its u | gap, median | 90 % | worst | asked |"
      " time, median | worst | asked |\n|---|---|---|---|---|---|---|---|---|---|---|---|\n");
  for (const Case& wanted : cases) {
    if (!only.empty() && only != wanted.name) continue;
    std::vector<Measured> all;
    for (int seed = 1; seed <= seeds; ++seed) {
      all.push_back(measure(wanted, static_cast<std::uint64_t>(seed)));
      fmt::print(stderr, "{} seed {}: {:.2f} %{}, {:.2f} s\n", wanted.name, seed, all.back().gap_percent,
                 all.back().proved         ? " proved"
                 : all.back().proved_for_u ? " proved for its u"
                                           : "",
                 all.back().seconds);
    }
    print_row(wanted, all);
  }
  return 0;
}

}  // namespace
}  // namespace repetend::bench

int main(int argc, char** argv) {
  constexpr int usual = 100;
  const int seeds = argc > 1 ? std::atoi(argv[1]) : usual;
  if (seeds < 1 || argc > 3) {
    fmt::print(stderr, "usage: repetend_gaps [SEEDS [CASE]]\n");
    return 2;
  }
  return repetend::bench::run(seeds, argc > 2 ? argv[2] : "");
}
