#include "app/what_if/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

#include "sim/core/error.hpp"
#include "sim/semantics/evaluator.hpp"

namespace repetend::app {

namespace {

// Box-Muller, because std::normal_distribution differs between libraries and the output must not.
class Lognormal {
 public:
  Lognormal(double cv, std::uint64_t seed)
      : random_(seed), sigma_(std::sqrt(std::log1p(cv * cv))), mu_(-sigma_ * sigma_ / 2) {}

  double operator()() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return std::exp(mu_ + sigma_ * radius * std::cos(2 * std::numbers::pi * uniform()));
  }

 private:
  double uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }  // in (0, 1)

  std::mt19937_64 random_;
  double sigma_, mu_;
};

}  // namespace

Distribution monte_carlo(const Problem& problem, const Orders& orders, double cv, int runs,
                         std::uint64_t seed, const std::atomic<bool>* cancel) {
  Evaluator evaluator = Evaluator::compile(problem, orders).value();
  const Durations own(problem);
  std::vector<Time> duration(problem.instances()), makespans;
  Lognormal factor(cv, seed);
  for (int run = 0; run < runs && (run == 0 || !cancel || !*cancel); ++run) {
    double total = 0;
    for (std::size_t i = 0; i < duration.size(); ++i) {
      const double drawn = static_cast<double>(own[instance_at(problem, i)]) * factor();
      total += drawn;
      if (total >= static_cast<double>(sum_limit))
        throw RequestError("random durations add up to 2^62 ns (146 years) or more, expected less");
      duration[i] = std::max<Time>(1, std::llround(drawn));
    }
    makespans.push_back(evaluator.run(duration));
  }
  std::ranges::sort(makespans);
  runs = static_cast<int>(makespans.size());
  const auto quantile = [&](int percent) {
    return makespans[static_cast<std::size_t>((static_cast<std::int64_t>(runs) * percent + 99) / 100 - 1)];
  };
  const double sum = std::accumulate(makespans.begin(), makespans.end(), 0.0);
  return {runs, sum / runs, quantile(5), quantile(50), quantile(95)};
}

}  // namespace repetend::app
