// The search: a proved, completed and verified plan for N micro-batches of a problem (design section 3).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/plan/plan.hpp"
#include "sim/scenario/scenario.hpp"

namespace repetend::search {

// What is made least, ties by the others: makespan; the period a micro-batch; the mean time at which
// micro-batches complete; the highest peak of a device at the least period found.
enum class Objective { makespan, period, latency, memory };

struct Progress {
  Time best_makespan = 0;
  Time makespan_bound = 0;
  std::uint64_t states = 0;
};

struct Options {
  Objective objective = Objective::makespan;
  int beam_width = 32;
  std::uint64_t state_limit = 200'000;  // counted, so that results do not depend on the machine
  std::optional<double> time_limit_s;   // the user's choice
  int threads = 1;                      // changes no result
  std::uint64_t seed = 1;
  std::function<void(const Progress&)> progress;
  const std::atomic<bool>* cancel = nullptr;
};

struct Bound {
  Time value = 0;      // a period: rounded down, since u micro-batches may share a whole number of ns
  std::string name;    // "device", "clique", "recurrence", "memory", ...
  std::string reason;  // in words: "gpu0 works 4.0 ms a micro-batch"
};

struct Result {
  std::optional<Plan> plan;  // none: infeasible, `reason` says why
  std::string reason;
  std::string schedule;         // "search", or the name of the baseline that won
  Bound period_bound;           // per micro-batch, of the plan's placement; holds for every u
  bool period_optimal = false;  // proved: no repetend of any u has a smaller period per micro-batch
  std::optional<bool> period_optimal_for_u;  // proved only among repetends of the plan's u
  Bound makespan_bound;
  bool makespan_optimal = false;  // proved: no plan of this placement is shorter
  std::uint64_t states_expanded = 0;
  std::vector<std::string> notes;  // what was pruned, why a gap remains
};

// The best over the scenario's main placement and its alternatives. The plan is verified.
Result search(const Scenario&, const Options& = {});

}  // namespace repetend::search
