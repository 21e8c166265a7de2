// Interleaved 1F1B with groups of fewer micro-batches than there are ranks, and with shorter warm-ups: where
// memory is short, larger groups do not fit, and each smaller one takes less.
#include <algorithm>
#include <set>

#include "search/phases/phase.hpp"
#include "sim/schedules/interleaved.hpp"

namespace repetend::search {
namespace {

bool interleaved_groups_apply(const PlacementSearch& search) {
  return !search.least_proved() && search.pipeline.view && search.pipeline.view->training;
}

std::optional<Orders> in_groups(const PlacementSearch& search, int group, int ahead_percent) {
  ScheduleResult made = interleaved_in_groups(*search.problem, search.pipeline, {group, ahead_percent});
  auto* arrangement = std::get_if<Arrangement>(&made);
  return arrangement ? std::optional(std::move(arrangement->orders)) : std::nullopt;
}

// The largest size, some below it, and those by which all groups are equal.
std::set<int> sizes(int micro_batches, int largest, int step) {
  std::set<int> result;
  for (int k = 0; k < effort.groups.tries; ++k) result.insert(largest - k * step);
  const int fewest = (micro_batches + largest - 1) / largest;
  for (const int groups : {fewest, fewest + 1}) result.insert((micro_batches + groups - 1) / groups);
  return result;
}

// The largest groups that fit into the memory, and some that are smaller. Groups of more than a round of the
// ranks gain where transfers take time, those of less than half of it leave the ranks idle for too long.
void try_groups(PlacementSearch& search, Budget& budget, int ahead_percent, int rank) {
  const int p = static_cast<int>(search.pipeline.view->ranks.size()), least = (p + 1) / 2;
  int fits = least - 1, too_large = std::min(p + p / 4, search.problem->micro_batches) + 1;
  while (too_large - fits > 1 && !budget.stopped()) {
    const int group = fits + (too_large - fits) / 2;
    const auto orders = in_groups(search, group, ahead_percent);
    if (!orders) return;
    (find_out_of_memory(*search.problem, *orders) ? too_large : fits) = group;
  }
  if (fits < least) return;
  Candidate candidate = search.incumbent.candidate(budget);
  for (const int group : sizes(search.problem->micro_batches, fits, std::max(1, p / effort.groups.sizes)))
    if (auto orders =
            group < least || budget.stopped() ? std::nullopt : in_groups(search, group, ahead_percent))
      candidate.add(std::move(*orders), own_schedule);
  search.incumbent.offer(std::move(candidate), rank, budget);
}

void run_interleaved_groups(PlacementSearch& search, Budget& budget) {
  std::vector<std::function<void()>> tasks;
  for (int rank = rank::groups; const int ahead : effort.groups.ahead_percent)
    tasks.emplace_back([&, ahead, rank = rank++] { try_groups(search, budget, ahead, rank); });
  budget.workers().run_all(tasks);
}

}  // namespace

extern const Phase interleaved_groups;
const Phase interleaved_groups{"interleaved groups", Needs::nothing, interleaved_groups_apply, no_states,
                               run_interleaved_groups};

}  // namespace repetend::search
