// Which instances of a plan run as one.
#pragma once

#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend {

class FusedGroups {
 public:
  // They must outlive it.
  FusedGroups(const Problem& problem, const std::vector<FusedGroup>& groups)
      : problem_(problem), groups_(groups) {
    if (groups.empty()) return;
    group_of_.assign(problem.instances(), -1);
    for (std::size_t g = 0; g < groups.size(); ++g)
      for (const Instance i : groups[g]) group_of_[instance_index(problem, i)] = static_cast<std::int32_t>(g);
  }

  bool empty() const { return groups_.empty(); }
  const std::vector<FusedGroup>& groups() const { return groups_; }

  // What begins with that place of an order: the whole group at the place of its first instance, nothing at
  // those of the others, and an instance of no group alone.
  std::span<const Instance> at(const Instance& place) const {
    const FusedGroup* group = find(place);
    if (!group) return {&place, 1};
    return place == group->front() ? std::span(*group) : std::span<const Instance>{};
  }

  // All that run as one with it; an instance of no group alone. It must outlive what is returned.
  std::span<const Instance> with(const Instance& i) const {
    const FusedGroup* group = find(i);
    return group ? std::span(*group) : std::span(&i, 1);
  }

  // The first instance of its group, or itself. Two that have the same run as one.
  Instance first(Instance i) const {
    const FusedGroup* group = find(i);
    return group ? group->front() : i;
  }

 private:
  const FusedGroup* find(Instance i) const {
    if (group_of_.empty()) return nullptr;
    const std::int32_t g = group_of_[instance_index(problem_, i)];
    return g < 0 ? nullptr : &groups_[static_cast<std::size_t>(g)];
  }

  const Problem& problem_;
  const std::vector<FusedGroup>& groups_;
  std::vector<std::int32_t> group_of_;  // by instance; -1: none; empty: none at all
};

}  // namespace repetend
