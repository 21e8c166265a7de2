#include "search/wide/memory_conflicts.hpp"

#include <algorithm>
#include <tuple>

namespace repetend::search {

MemoryConflicts::MemoryConflicts(const PlanWindows& windows)
    : windows_(windows),
      model_(windows.model()),
      released_at_start_(model_.problem().memory_release == MemoryRelease::start),
      users_(model_.pool_count()) {
  for (const InstanceIndex i : model_.instances())
    for (const PoolUse& use : model_.pool_uses(i)) users_[use.pool].push_back({i, use});
}

Time MemoryConflicts::end(InstanceIndex i) const {
  return windows_.state().earliest[i] + windows_.state().duration[i];
}

// When a pool first holds too much, if instances acquire at the times `taken`, and give back as early as they
// can.
std::optional<Time> MemoryConflicts::exceeded(PoolId pool, const std::vector<Time>& taken) const {
  std::vector<Change> changes;
  for (const auto& [i, use] : users_[pool]) {
    changes.push_back({taken[i], use.acquire});
    changes.push_back({released_at_start_ ? windows_.state().earliest[i] : end(i), -use.release});
    if (use.workspace == 0 || taken[i] >= end(i)) continue;
    changes.push_back({taken[i], use.workspace});
    changes.push_back({end(i), -use.workspace});
  }
  std::ranges::sort(changes, {}, [](const Change& c) { return std::pair(c.at, c.amount); });
  Bytes level = 0;
  for (std::size_t k = 0; k < changes.size(); ++k) {
    level += changes[k].amount;
    const bool last = k + 1 == changes.size() || changes[k + 1].at > changes[k].at;
    if (last && level > model_.room(pool)) return changes[k].at;
  }
  return std::nullopt;
}

bool MemoryConflicts::certain() const {
  return std::ranges::any_of(users_.ids(),
                             [&](PoolId p) { return exceeded(p, windows_.state().latest).has_value(); });
}

std::optional<PoolOverflow> MemoryConflicts::first() const {
  std::optional<PoolOverflow> first;
  for (PoolId p : users_.ids())
    if (const auto at = exceeded(p, windows_.state().earliest); at && (!first || *at < first->at))
      first = PoolOverflow{p, *at};
  return first;
}

Time MemoryConflicts::given_back(const MemoryWait& wait) const {
  return wait.at_end ? end(wait.giver) : windows_.state().earliest[wait.giver];
}

std::vector<MemoryWait> MemoryConflicts::possible(const PoolOverflow& overflow) const {
  const auto& [earliest, latest, duration, fused, added] = windows_.state();
  std::vector<InstanceIndex> takers;
  std::vector<MemoryWait> givers;
  for (const auto& [i, use] : users_[overflow.pool]) {
    const bool works = use.workspace > 0 && earliest[i] <= overflow.at && overflow.at < end(i);
    if (earliest[i] <= overflow.at && (use.acquire > 0 || works)) takers.push_back(i);
    if (works || (use.release > 0 && !released_at_start_ && end(i) > overflow.at))
      givers.push_back({i, i, true});
    if (use.release > 0 && released_at_start_ && earliest[i] > overflow.at) givers.push_back({i, i, false});
  }
  std::vector<MemoryWait> result;
  for (const InstanceIndex taker : takers)
    for (const MemoryWait& giver : givers) {
      const MemoryWait wait{taker, giver.giver, giver.at_end};
      const bool after_itself =
          wait.at_end && duration[wait.giver] > 0 && windows_.reachability().follows(wait.giver, taker);
      if (taker != wait.giver && !after_itself && given_back(wait) <= latest[taker]) result.push_back(wait);
    }
  return result;
}

// Whoever waits after the stronger one's taker, or for what comes before its giver.
bool MemoryConflicts::implies(const MemoryWait& stronger, const MemoryWait& weaker) const {
  const Reachability& reach = windows_.reachability();
  const bool later = weaker.taker == stronger.taker || reach.follows(weaker.taker, stronger.taker);
  const bool sooner = (weaker.giver == stronger.giver || reach.follows(stronger.giver, weaker.giver)) &&
                      (weaker.at_end == stronger.at_end || stronger.at_end);
  return later && sooner;
}

std::vector<MemoryWait> MemoryConflicts::waits(const PoolOverflow& overflow) const {
  const std::vector<MemoryWait> all = possible(overflow);
  std::vector<MemoryWait> result;
  for (const MemoryWait& wait : all)
    if (std::ranges::none_of(all, [&](const MemoryWait& other) {
          const bool same = other.taker == wait.taker && other.giver == wait.giver;
          return (!same && implies(wait, other)) || (same && wait.at_end && !other.at_end);
        }))
      result.push_back(wait);
  std::ranges::sort(result, {}, [&](const MemoryWait& wait) {
    return std::tuple(given_back(wait) - windows_.state().earliest[wait.taker], wait.taker, wait.giver);
  });
  return result;
}

}  // namespace repetend::search
