#include <algorithm>

#include "sim/problem/machines.hpp"
#include "tests/support/problems.hpp"
#include "tests/support/wide_problems.hpp"

namespace repetend::test {
namespace {

// Units of the sequence: single instances, and fused groups.
class RandomPlan {
 public:
  RandomPlan(std::shared_ptr<const Problem> problem, std::uint64_t seed)
      : problem_(*problem), random_(seed), unit_of_(problem->instances(), -1) {
    plan_.problem = std::move(problem);
    plan_.schedule = "random";
    plan_.orders = Orders(machine_count(problem_));
  }

  Plan plan() && {
    for (const Instance i : instances_of(problem_)) {
      unit_of_[instance_index(problem_, i)] = std::ssize(units_);
      units_.push_back({i});
    }
    add_precedences();
    const auto tries = problem_.pairs.empty() ? 0 : uniform(random_, 0, 6);
    for (std::int64_t k = 0; k < tries; ++k) try_group();
    const std::vector<std::int64_t> order = *sequence();
    for (std::int64_t u : order)
      for (const Instance i : unit(u))
        for (MachineId m : machines_of(problem_, i.block)) plan_.orders[m].push_back(i);
    for (const FusedGroup& group : units_)
      if (group.size() > 1) plan_.couplings.fused.push_back(group);
    add_waits(order);
    return std::move(plan_);
  }

 private:
  using Unit = std::int64_t;
  FusedGroup& unit(Unit u) { return units_[static_cast<std::size_t>(u)]; }
  Unit unit_of(Instance i) const { return unit_of_[instance_index(problem_, i)]; }

  void add_precedences() {
    for (const Instance i : instances_of(problem_))
      if (is_instance(problem_, {i.block, i.micro_batch - 1}))
        precedences_.emplace_back(Instance{i.block, i.micro_batch - 1}, i);
    for (const Edge& e : problem_.edges) {
      const bool one_to_one =
          problem_.block(e.from).repeat == Repeat::each && problem_.block(e.to).repeat == Repeat::each;
      for (std::int32_t n : micro_batches_of(problem_, e.from).numbers())
        for (std::int32_t k : micro_batches_of(problem_, e.to).numbers())
          if (!one_to_one || k == n + e.distance)
            precedences_.emplace_back(Instance{e.from, n}, Instance{e.to, k});
    }
  }

  // A random sequence of the units; none where some wait for each other.
  std::optional<std::vector<Unit>> sequence() {
    std::vector<std::vector<Unit>> after(units_.size());
    std::vector<int> missing(units_.size());
    for (const auto& [from, to] : precedences_)
      if (unit_of(from) != unit_of(to)) {
        after[static_cast<std::size_t>(unit_of(from))].push_back(unit_of(to));
        ++missing[static_cast<std::size_t>(unit_of(to))];
      }
    std::vector<Unit> ready, result;
    for (std::size_t u = 0; u < units_.size(); ++u)
      if (missing[u] == 0) ready.push_back(static_cast<Unit>(u));
    while (!ready.empty()) {
      std::swap(ready.back(), ready[static_cast<std::size_t>(uniform(random_, 0, std::ssize(ready) - 1))]);
      result.push_back(ready.back());
      ready.pop_back();
      for (Unit next : after[static_cast<std::size_t>(result.back())])
        if (--missing[static_cast<std::size_t>(next)] == 0) ready.push_back(next);
    }
    if (result.size() < units_.size()) return std::nullopt;
    return result;
  }

  // Edges may lead from one to the next of a side; everything else between members would make them wait for
  // themselves.
  bool independent(const FusedGroup& first, const FusedGroup& second) const {
    return std::ranges::none_of(precedences_, [&](const auto& p) {
      const auto in = [](const FusedGroup& group, Instance i) { return std::ranges::count(group, i) > 0; };
      return (in(first, p.first) && in(second, p.second)) || (in(second, p.first) && in(first, p.second));
    });
  }

  FusedGroup of_one_micro_batch(const std::vector<BlockId>& side) {
    const auto n = static_cast<std::int32_t>(uniform(random_, 0, problem_.micro_batches - 1));
    FusedGroup group;
    for (BlockId b : side) group.push_back({b, n});
    return group;
  }

  void try_group() {
    const Pair& pair =
        problem_.pairs[static_cast<std::size_t>(uniform(random_, 0, std::ssize(problem_.pairs) - 1))];
    FusedGroup group = of_one_micro_batch(pair.first), second = of_one_micro_batch(pair.second);
    if (uniform(random_, 0, 1) == 0) std::swap(group, second);
    if (!independent(group, second)) return;
    group.insert(group.end(), second.begin(), second.end());
    for (const Instance i : group)
      if (unit(unit_of(i)).size() != 1) return;
    const auto units_before = units_;
    const auto unit_of_before = unit_of_;
    join(group);
    if (sequence()) return;
    units_ = units_before;
    unit_of_ = unit_of_before;
  }

  // The units are numbered anew.
  void join(const FusedGroup& group) {
    std::erase_if(units_, [&](const FusedGroup& u) { return std::ranges::count(group, u.front()) > 0; });
    units_.push_back(group);
    for (std::size_t u = 0; u < units_.size(); ++u)
      for (const Instance i : units_[u]) unit_of_[instance_index(problem_, i)] = static_cast<Unit>(u);
  }

  void add_waits(const std::vector<Unit>& order) {
    const auto count = order.size() > 1 ? uniform(random_, 0, 4) : 0;
    const auto any = [&](Unit u) {
      return unit(u)[static_cast<std::size_t>(uniform(random_, 0, std::ssize(unit(u)) - 1))];
    };
    for (std::int64_t k = 0; k < count; ++k) {
      const auto later = uniform(random_, 1, std::ssize(order) - 1), earlier = uniform(random_, 0, later - 1);
      const Wait wait{any(order[static_cast<std::size_t>(earlier)]),
                      any(order[static_cast<std::size_t>(later)])};
      if (std::ranges::count(plan_.couplings.waits, wait) == 0) plan_.couplings.waits.push_back(wait);
    }
    std::ranges::sort(plan_.couplings.waits);
  }

  const Problem& problem_;
  std::mt19937_64 random_;
  std::vector<FusedGroup> units_;
  std::vector<Unit> unit_of_;  // by instance
  std::vector<std::pair<Instance, Instance>> precedences_;
  Plan plan_;
};

}  // namespace

Plan random_plan(std::shared_ptr<const Problem> problem, std::uint64_t seed) {
  return RandomPlan(std::move(problem), seed).plan();
}

}  // namespace repetend::test
