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

// Numbers of groups, from few large ones to many small ones: groups of more than a round of the ranks gain
// where transfers take time, those of less than half of it leave the ranks idle for too long.
std::set<int> numbers_of_groups(const PlacementSearch& search) {
  const int p = static_cast<int>(search.pipeline.view->ranks.size()),
            step = std::max(1, p / effort.groups.sizes);
  std::set<int> numbers;
  for (int size = p + p / 4; 2 * size >= p; size -= step)
    numbers.insert((search.problem->micro_batches + size - 1) / size);
  return numbers;
}

// The largest groups that fit into the memory, and some that are smaller.
void try_groups(PlacementSearch& search, Budget& budget, const std::set<int>& numbers, int ahead, int rank) {
  int left = effort.groups.tries;
  Candidate candidate = search.incumbent.candidate(budget);
  for (auto groups = numbers.begin(); groups != numbers.end() && left > 0 && !budget.stopped(); ++groups) {
    ScheduleResult made = interleaved_in_groups(*search.problem, search.pipeline, {*groups, ahead});
    Orders* orders = std::get_if<Orders>(&made);
    if (!orders) return;
    if (find_out_of_memory(*search.problem, *orders)) continue;
    --left;
    candidate.add(std::move(*orders), own_schedule);
  }
  search.incumbent.offer(std::move(candidate), rank, budget);
}

void run_interleaved_groups(PlacementSearch& search, Budget& budget) {
  const std::set<int> numbers = numbers_of_groups(search);
  std::vector<std::function<void()>> tasks;
  for (int rank = rank::groups; const int ahead : effort.groups.ahead_percent)
    tasks.emplace_back([&, ahead, rank = rank++] { try_groups(search, budget, numbers, ahead, rank); });
  budget.workers().run_all(tasks);
}

}  // namespace

extern const Phase interleaved_groups;
const Phase interleaved_groups{"interleaved groups", Needs::nothing, interleaved_groups_apply, no_states,
                               run_interleaved_groups};

}  // namespace repetend::search
