#include "search/exact/waits.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include "search/bounds/bounds.hpp"
#include "sim/problem/machines.hpp"

// Sort the blocks by start. Where one starts more than a period and the longest delay after the one before,
// start all from there on a period earlier: the edges allow it, slots stay, and no level rises, as all
// that these blocks release more than they acquire is released earlier (where acquired bytes are released
// along paths, the blocks from some time on never acquire more).
//
// Where transfers may wait, that holds for a longer gap. An asynchronous one waits for less than a period, as
// its link has time for all transfers of a period: with one more period it stays with its producer. A
// rendezvous keeps its receiver from its own start to that of the consumer, and a blocking transfer also its
// sender from the producer's start on: since these run every period, that takes less than a period, and as
// many more as its edge is long. With those and one more it stays with what it keeps. But rendezvous that
// share a link stay in the order of their producers and of their consumers, which might be torn apart: there
// no proof is known.
namespace repetend::search {
namespace {

// Where a device has a capacity, all that it releases was acquired by blocks that come before.
bool releases_along_paths(const CyclicModel& model) {
  const IdVector<DeviceId, Wide> held = memory_integrals(*model.problem);
  for (DeviceId d : held.ids()) {
    const MachineId m = computing(d);
    const auto acquires = [&](BlockId b) { return use_at(*model.problem, b, m).acquire > 0; };
    if (model.counts_memory[m] && held[d] == 0 && std::ranges::any_of(model.on_machine[m], acquires))
      return false;
  }
  return true;
}

bool links_are_shared(const Problem& problem) {
  std::map<std::pair<DeviceId, DeviceId>, int> carried;
  for (const Transfer& t : transfers(problem)) ++carried[{t.from, t.to}];
  return std::ranges::any_of(carried, [](const auto& link) { return link.second > 1; });
}

// A gap lasts for a delay and so many periods.
struct Gap {
  Time delay = 0;
  std::int64_t periods = 1;
};

Gap longest_gap(const CyclicModel& model) {
  Gap gap{std::ranges::max(model.duration), 1};
  std::int64_t farthest = 1;
  for (const Dependence& arc : model.arcs) {
    gap.delay = std::max(gap.delay, arc.delay);
    farthest = std::max(farthest, arc.distance);
  }
  if (!transfers_wait(*model.problem)) return gap;
  gap.periods = model.problem->transfer == TransferMode::async ? 2 : farthest + 1;
  return gap;
}

}  // namespace

bool waits_are_bounded(const CyclicModel& model) {
  const Problem& problem = *model.problem;
  return releases_along_paths(model) &&
         !(problem.transfer == TransferMode::rendezvous && links_are_shared(problem));
}

std::vector<Dependence> wait_arcs(const CyclicModel& model) {
  std::vector<Dependence> arcs;
  if (!releases_along_paths(model)) return arcs;
  const auto others = static_cast<Time>(model.block_count()) - 1;
  const Gap longest = longest_gap(model);
  for (BlockId i : model.blocks())
    for (BlockId j : model.blocks())
      if (i != j) arcs.push_back({i, j, -others * longest.delay, others * longest.periods});
  return arcs;
}

Periodic gathered(const CyclicModel& model, const DisjunctiveGraph& graph, const Periodic& given) {
  const Gap longest = longest_gap(model);
  std::vector<BlockId> by_start;
  std::ranges::copy(model.blocks(), std::back_inserter(by_start));
  std::ranges::sort(by_start, {}, [&](BlockId b) { return given.start[b]; });
  Periodic moved = given;
  Time earlier = 0;
  for (std::size_t i = 1; i < by_start.size(); ++i) {
    const Time gap = given.start[by_start[i]] - given.start[by_start[i - 1]] - longest.delay -
                     (longest.periods - 1) * given.period;
    earlier += std::max(Time{0}, gap) / given.period * given.period;
    moved.start[by_start[i]] -= earlier;
  }
  if (earlier == 0 || memory_excess(model, {moved.period, moved.start}) > 0) return given;
  const auto timed = least_period_in_order(graph, moved, given.period);
  return timed && timed->period == given.period ? *timed : given;
}

}  // namespace repetend::search
