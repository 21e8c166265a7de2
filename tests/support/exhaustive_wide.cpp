#include "tests/support/exhaustive_wide.hpp"

#include <algorithm>
#include <numeric>

#include "sim/problem/choices.hpp"
#include "tests/support/wide_branching.hpp"

namespace repetend::test {
namespace {

// The waits where they lead forwards, so that they can be played.
Couplings couplings_of(const WideReading& reading, const BestSequence& found) {
  Couplings couplings;
  auto arcs = arcs_of(reading, found.sequence);
  const auto front = [&](std::size_t u) { return reading.runs[found.sequence[u].runs.front()].instance; };
  for (const WideWait& wait : found.times.waits) {
    couplings.waits.push_back({front(wait.before), front(wait.after), wait.for_start});
    arcs.push_back({wait.before, wait.after, wait.for_start ? 0 : found.sequence[wait.before].duration});
  }
  if (!earliest(found.times.start.size(), arcs)) couplings.waits.clear();
  std::ranges::sort(couplings.waits);
  for (const WideUnit& unit : found.sequence) {
    if (unit.runs.size() == 1) continue;
    couplings.fused.emplace_back();
    for (std::size_t r : unit.runs) couplings.fused.back().push_back(reading.runs[r].instance);
  }
  return couplings;
}

Plan plan_of(const WideReading& reading, const BestSequence& found,
             const std::vector<std::int32_t>& permutation) {
  Plan plan{.problem = std::make_shared<const Problem>(reading.problem),
            .schedule = "exhaustive",
            .orders = Orders(reading.problem.devices.size() + reading.problem.machines.size()),
            .start = std::vector<Time>(reading.problem.instances()),
            .repetend = {},
            .couplings = couplings_of(reading, found)};
  for (std::size_t u = 0; u < found.sequence.size(); ++u)
    for (std::size_t r : found.sequence[u].runs) {
      const WideReading::Run& run = reading.runs[r];
      plan.start[instance_index(reading.problem, run.instance)] = found.times.start[u];
      for (MachineId m : run.machines) plan.orders[m].push_back(run.instance);
    }
  if (reading.problem.micro_batch_order == MicroBatchOrder::free) plan.micro_batch_order = permutation;
  return plan;
}

// Calls visit with every problem whose choices are made.
template <class Visit>
void for_all_options(const Problem& problem, Visit visit) {
  std::vector<std::size_t> options(problem.choices.size());
  for (;;) {
    visit(problem.choices.empty() ? problem : with_choices(problem, options));
    std::size_t c = 0;
    while (c < options.size() && ++options[c] == problem.choices[c].options.size()) options[c++] = 0;
    if (c == options.size()) return;
  }
}

struct Best {
  Plan plan;
  Time makespan = 0;
  IdVector<PoolId, Bytes> peaks;
};

std::optional<Best> best_of(const Problem& problem, const IdVector<PoolId, Bytes>& capacities, Time below) {
  std::optional<Best> best;
  for_all_options(problem, [&](const Problem& option) {
    std::vector<std::int32_t> permutation(static_cast<std::size_t>(problem.micro_batches));
    std::iota(permutation.begin(), permutation.end(), 0);
    do {
      const WideReading reading(option, permutation);
      const auto found = best_sequence(reading, capacities, below);
      if (!found) continue;
      below = found->end;
      best = {plan_of(reading, *found, permutation), found->end,
              peaks_of(reading, found->sequence, found->times.start)};
    } while (problem.micro_batch_order == MicroBatchOrder::free &&
             std::ranges::next_permutation(permutation).found);
  });
  return best;
}

}  // namespace

std::optional<Plan> best_plan(const Problem& problem, const IdVector<PoolId, Bytes>& capacities, Time below) {
  auto best = best_of(problem, capacities, below);
  if (!best) return std::nullopt;
  return std::move(best->plan);
}

std::optional<BestPlans> best_plans(const Problem& problem) {
  const IdVector<PoolId, Bytes> room(problem.devices.size() + problem.pools.size(), unlimited);
  auto fastest = best_of(problem, room, sum_limit);
  if (!fastest) return std::nullopt;
  BestPlans result{.makespan = fastest->makespan,
                   .fastest = std::move(fastest->plan),
                   .least_peaks = fastest->peaks,
                   .within_memory = {},
                   .fitting = {}};
  for (PoolId p : room.ids()) {
    auto less = room;
    for (bool found = true; found;) {
      less[p] = result.least_peaks[p] - 1;
      const auto other = best_of(problem, less, result.makespan + 1);
      found = other.has_value();
      if (found) result.least_peaks[p] = other->peaks[p];
    }
  }
  auto capacities = room;
  for (PoolId p : room.ids())
    capacities[p] = p.index() < problem.devices.size()
                        ? problem.devices[p.index()].memory
                        : problem.pools[p.index() - problem.devices.size()].capacity;
  if (auto fitting = best_of(problem, capacities, sum_limit)) {
    result.within_memory = fitting->makespan;
    result.fitting = std::move(fitting->plan);
  }
  return result;
}

}  // namespace repetend::test
