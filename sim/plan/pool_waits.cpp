#include "sim/plan/pool_waits.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "sim/plan/precedence.hpp"

namespace repetend {
namespace {

// One acquisition or release; instances that run fused do theirs together.
struct PoolEvent {
  std::uint64_t at;  // in the succession
  Instance instance;
  bool at_start;  // of the instance, or at its end
  Bytes amount;
  auto operator<=>(const PoolEvent&) const = default;
};
struct PoolEvents {
  std::vector<PoolEvent> acquired, released;
};

PoolEvents changes_of_pool(const Plan& plan, PoolId pool, const Succession& succession) {
  const Problem& problem = *plan.problem;
  const bool at_start = problem.memory_release == MemoryRelease::start;
  PoolEvents result;
  const auto add = [&](Instance i, const PoolUse& use) {
    const std::size_t at = instance_index(problem, i);
    const Bytes taken = use.acquire + use.workspace - (at_start ? use.release : 0);
    const Bytes given = use.workspace + (at_start ? 0 : use.release);
    if (taken > 0) result.acquired.push_back({succession.started[at], i, true, taken});
    if (taken < 0) result.released.push_back({succession.started[at], i, true, -taken});
    if (given > 0) result.released.push_back({succession.ended[at], i, false, given});
  };
  std::map<Instance, PoolUse> fused;
  std::map<Instance, Instance> leader;
  for (const FusedGroup& group : plan.couplings.fused)
    for (const Instance i : group) leader.emplace(i, group.front());
  for (const Instance i : instances_of(problem))
    for (const PoolUse& use : changes_of(problem, problem.block(i.block))) {
      if (use.pool != pool) continue;
      const auto together = leader.find(i);
      if (together == leader.end()) {
        add(i, use);
        continue;
      }
      PoolUse& sum = fused[together->second];
      sum.acquire += use.acquire;
      sum.release += use.release;
      sum.workspace += use.workspace;
    }
  for (const auto& [i, use] : fused) add(i, use);
  std::ranges::sort(result.acquired);
  std::ranges::sort(result.released);
  return result;
}

// The last release of each machine in a prefix says all: those before it on that machine have ended. As
// releases come one after the other, that of the whole prefix is waited for first.
using Releaser = std::pair<MachineId, bool>;
Releaser releaser(const Problem& problem, const PoolEvent& release) {
  return {machines_of(problem, release.instance.block).front(), release.at_start};
}
void wait_for_prefix(const Problem& problem, const std::vector<PoolEvent>& released, std::size_t prefix,
                     std::size_t releasers, Instance after, std::vector<Wait>& waits) {
  std::vector<Releaser> seen;
  for (std::size_t k = prefix; k-- > 0 && seen.size() < releasers;) {
    const PoolEvent& release = released[k];
    const Releaser of = releaser(problem, release);
    if (std::ranges::count(seen, of) > 0 || release.instance == after) continue;
    seen.push_back(of);
    waits.push_back({release.instance, after, release.at_start});
  }
}

}  // namespace

bool Moment::together(const Moment& other) const {
  return std::tie(at, turn, place, ends) == std::tie(other.at, other.turn, other.place, other.ends);
}

Succession succession_of(std::size_t size, std::vector<Moment> moments) {
  std::ranges::sort(moments);
  Succession result{std::vector<std::uint64_t>(size), std::vector<std::uint64_t>(size)};
  std::uint64_t now = 0;
  for (std::size_t k = 0; k < moments.size(); ++k) {
    if (k > 0 && !moments[k].together(moments[k - 1])) ++now;
    (moments[k].ends ? result.ended : result.started)[moments[k].instance] = now;
  }
  return result;
}

std::vector<Wait> pool_waits(const Plan& plan, const Succession& succession) {
  const Problem& problem = *plan.problem;
  const auto sole = sole_machines(problem);
  std::vector<Wait> waits;
  for (PoolId pool : pools(problem)) {
    const Bytes capacity = capacity_of(problem, pool);
    if (sole[pool] || capacity == unlimited) continue;
    const PoolEvents changes = changes_of_pool(plan, pool, succession);
    Bytes level = static_memory_of(problem, pool);
    std::size_t prefix = 0;
    std::set<Releaser> releasers;
    for (const PoolEvent& release : changes.released) releasers.insert(releaser(problem, release));
    for (const PoolEvent& acquired : changes.acquired) {
      level += acquired.amount;
      while (level > capacity && prefix < changes.released.size()) level -= changes.released[prefix++].amount;
      wait_for_prefix(problem, changes.released, prefix, releasers.size(), acquired.instance, waits);
    }
  }
  return waits;
}

void add_waits(Plan& plan, const std::vector<Wait>& waits) {
  std::vector<Wait>& known = plan.couplings.waits;
  for (const Wait& wait : unimplied(plan, waits)) known.push_back(wait);
}

}  // namespace repetend
