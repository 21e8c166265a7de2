#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "search/bounds/bounds.hpp"
#include "search/control/work_limit.hpp"
#include "sim/core/human.hpp"
#include "sim/problem/durations.hpp"
#include "sim/problem/machines.hpp"

namespace repetend::search {
namespace {

// Blocks on the same machines conflict with the same blocks, so they are in a heaviest clique together or not
// at all: the search is over sets of machines.
struct Group {
  std::vector<MachineId> machines;
  std::vector<BlockId> blocks;
  Time weight = 0;
};

std::vector<Group> groups(const Problem& problem) {
  const auto duration = least_durations(problem);
  std::map<std::vector<MachineId>, Group> by_machines;
  const auto machines = machines_by_block(problem);
  for (BlockId b : ids<BlockId>(problem.blocks.size())) {
    Group& group = by_machines[machines[b]];
    group.machines = machines[b];
    group.blocks.push_back(b);
    group.weight += duration[b];
  }
  std::vector<Group> result;
  for (auto& [of, group] : by_machines) result.push_back(std::move(group));
  std::ranges::stable_sort(result, std::ranges::greater{}, &Group::weight);
  return result;
}

bool conflict(const Group& a, const Group& b) {
  return std::ranges::any_of(a.machines,
                             [&](MachineId m) { return std::ranges::binary_search(b.machines, m); });
}

// Branch and bound: take the heaviest candidate or leave it; the weight of all candidates left is the bound.
// Any clique is a lower bound of the period, so stopping at the limit loses strength and never truth.
class CliqueSearch {
 public:
  CliqueSearch(const std::vector<Group>& all, const Stop& stop) : groups_(all), work_(stop) {
    std::vector<std::size_t> candidates(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) candidates[i] = i;
    extend(candidates, 0);
  }
  const std::vector<std::size_t>& best() const { return best_; }

 private:
  void extend(const std::vector<std::size_t>& candidates, Time weight) {
    if (weight > best_weight_) {
      best_weight_ = weight;
      best_ = chosen_;
    }
    Time left = 0;
    for (std::size_t c : candidates) left += groups_[c].weight;
    for (std::size_t i = 0; i < candidates.size() && weight + left > best_weight_; ++i) {
      const Group& taken = groups_[candidates[i]];
      const std::uint64_t conflicts = (candidates.size() - i) * taken.machines.size();
      if (++nodes_ > effort.bounds.clique_nodes || !work_.take(conflicts * a_conflict)) return;
      std::vector<std::size_t> rest;
      for (std::size_t j = i + 1; j < candidates.size(); ++j)
        if (conflict(taken, groups_[candidates[j]])) rest.push_back(candidates[j]);
      chosen_.push_back(candidates[i]);
      extend(rest, weight + taken.weight);
      chosen_.pop_back();
      left -= taken.weight;
    }
  }

  static constexpr std::uint64_t a_conflict = 10;

  const std::vector<Group>& groups_;
  WorkLimit work_;
  std::vector<std::size_t> chosen_, best_;
  Time best_weight_ = 0;
  std::size_t nodes_ = 0;
};

}  // namespace

std::vector<BlockId> heavy_clique(const Problem& problem, const Stop& stop) {
  const std::vector<Group> all = groups(problem);
  std::vector<BlockId> blocks;
  const CliqueSearch search(all, stop);
  for (std::size_t g : search.best()) blocks.insert(blocks.end(), all[g].blocks.begin(), all[g].blocks.end());
  std::ranges::sort(blocks);
  return blocks;
}

// Blocks that pairwise share a device run one at a time, each once a micro-batch.
PeriodBound clique_bound(const Problem& problem, const Stop& stop) {
  PeriodBound bound{{}, "clique", ""};
  const auto duration = least_durations(problem);
  std::string names;
  for (BlockId b : heavy_clique(problem, stop)) {
    bound.exact.num += duration[b];
    names += (names.empty() ? "" : ", ") + problem.block(b).name;
  }
  bound.reason =
      fmt::format("{} pairwise share a device and work {} a micro-batch", names, human_time(bound.exact.num));
  return bound;
}

}  // namespace repetend::search
