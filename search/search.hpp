// The search: a verified plan for N micro-batches of a problem, with bounds that prove how good it is
// (docs/search.md).
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/ratio.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

// The objective is what is made least, with ties by the others, the makespan's by memory: the makespan; the
// period a micro-batch; the mean time at which micro-batches complete; the highest peak of a device at the
// least period found. Of a plan of too few micro-batches to repeat, the period a micro-batch is makespan / N.
// For the last three an answer is never worse, by its objective, than the answer for any other objective.
enum class Objective { makespan, period, latency, memory };

struct Progress {
  Time best_makespan = 0;   // 0: none yet
  Time makespan_bound = 0;  // 0: not known yet
  std::uint64_t states = 0;
  double seconds = 0;  // since the search began
};

struct Options {
  Objective objective = Objective::makespan;
  // A beam wider than the usual one comes after all that searches of narrower ones do, the usual one and then
  // twice as wide each time, so that it never makes a makespan longer.
  int beam_width = 32;
  std::uint64_t state_limit = 200'000;  // counted, so that results do not depend on the machine
  // Of the improvement of the best plan after all else: states, or rounds of a size that the plan's gives;
  // none of both: one round, or with a time limit as many as there is time for.
  std::optional<std::uint64_t> improvement_states, improvement_rounds;
  std::optional<double> time_limit_s;  // the user's choice
  std::optional<Time> period_at_most;  // per micro-batch, with Objective::memory
  int threads = 1;                     // changes no result
  std::uint64_t seed = 1;  // of the moves that local searches draw; the same seed, the same answer
  // These are called by one thread at a time, any of them.
  std::function<void(const Progress&)> progress;
  std::function<void(const Plan&)> improved;  // every plan shorter than those before it, valid and timed
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
  std::string schedule;  // "search", or the name of the baseline that won
  // The bound is a micro-batch's, of the plan's own placement, and holds for every u.
  Bound period_bound;
  Ratio period_bound_exact;     // of which period_bound.value is rounded down
  bool period_optimal = false;  // proved: no repetend of any u has a smaller period per micro-batch
  std::optional<bool> period_optimal_for_u;  // proved only among repetends of the plan's u
  // This is the least bound of all placements searched, since the best plan may be of any of them.
  Bound makespan_bound;
  bool makespan_optimal = false;              // proved: no plan of any of these placements is shorter
  Objective objective = Objective::makespan;  // what was asked for
  // The bound is of the objective's own number, over all placements: ns, of a mean rounded up, or bytes. That
  // of the memory is the least highest peak of any repetend of the plan's period, or of the one asked for.
  Bound objective_bound;
  bool objective_optimal = false;  // proved: no plan has a lower number
  std::uint64_t states_expanded = 0;
  std::vector<std::string> notes;         // why a gap remains, what was tried and left out
  std::vector<std::string> without_plan;  // placements that deadlock, beside one with a plan, and why
};

// The problems to choose from, at least one: placements of the same model, told apart by Problem::placement.
using Placements = std::vector<std::shared_ptr<const Problem>>;

// The best plan over all the placements, verified. Throws RequestError where this machine has too little
// memory for so many instances.
Result search(const Placements&, const Options& = {});

}  // namespace repetend::search
