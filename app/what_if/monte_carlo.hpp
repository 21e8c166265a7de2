// The makespan of a plan under random durations.
#pragma once

#include <atomic>
#include <cstdint>

#include "sim/plan/plan.hpp"

namespace repetend::app {

struct Distribution {  // of the makespan, ns
  int runs = 0;
  double mean = 0;
  Time p5 = 0, p50 = 0, p95 = 0;  // nearest-rank quantiles
};

// Every instance's duration is multiplied by its own lognormal factor of mean 1 and coefficient of variation
// cv; timed by the evaluator. The orders must not deadlock.
// Cancelled, it tells of the runs done until then, of one at least.
Distribution monte_carlo(const Problem&, const Orders&, double cv, int runs, std::uint64_t seed,
                         const std::atomic<bool>* cancel = nullptr);

}  // namespace repetend::app
