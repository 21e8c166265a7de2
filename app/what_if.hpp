// How much the makespan of a plan depends on its durations: when they are random, and what to speed up first.
// The orders, which must not deadlock, stay as they are.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend::app {

struct Distribution {  // of the makespan, ns
  int runs = 0;
  double mean = 0;
  Time p5 = 0, p50 = 0, p95 = 0;  // nearest-rank quantiles
};

// Every instance's duration is multiplied by its own lognormal factor of mean 1 and coefficient of variation
// cv; what takes no time draws none. Cancelled, it tells of the runs done until then, of one at least.
Distribution monte_carlo(const Plan&, double cv, int runs, std::uint64_t seed,
                         const std::atomic<bool>* cancel = nullptr);

// The makespan if one part were 10 % faster.
struct Speedup {
  std::string part;  // "device gpu1", "lane gpu1.comm", "machine nic", "block B0", "pair F0 B0", "link gpu0
                     // -> gpu1", "all copies": every offload and reload
  Time makespan = 0;
};

// Every device, further lane and machine, block, pair and link in use and all copies together, the most
// helpful first; those that help nothing are left out.
std::vector<Speedup> speedups(const Plan&);

}  // namespace repetend::app
