#include "sim/plan/pool_levels.hpp"

#include <algorithm>
#include <cassert>

namespace repetend {
namespace {

struct Change {
  Time at;
  PoolId pool;
  Bytes amount;
};

// What one instance does to the pools while it runs from start to end. Where it takes no time its workspace
// comes and goes at once.
void add_changes(const Problem& problem, BlockId b, Time start, Time end, std::vector<Change>& changes) {
  const bool at_start = problem.memory_release == MemoryRelease::start;
  for (const PoolUse& use : changes_of(problem, problem.block(b))) {
    changes.push_back({start, use.pool, use.acquire + use.workspace});
    changes.push_back({end, use.pool, -use.workspace});
    changes.push_back({at_start ? start : end, use.pool, -use.release});
  }
}

// Follows one machine's order; a fused group acquires at its start and releases at its end.
class OrderWalk {
 public:
  OrderWalk(const Plan& plan, const std::vector<Instance>& order) : problem_(*plan.problem), order_(order) {
    if (plan.couplings.fused.empty()) return;
    group_.assign(problem_.instances(), -1);
    for (std::size_t g = 0; g < plan.couplings.fused.size(); ++g)
      for (const Instance i : plan.couplings.fused[g])
        group_[instance_index(problem_, i)] = static_cast<std::int32_t>(g);
  }

  // `of` has what each block does to the pool.
  Bytes peak(Bytes level, const IdVector<BlockId, PoolUse>& of) const {
    Bytes peak = level;
    const bool at_start = problem_.memory_release == MemoryRelease::start;
    for (std::size_t k = 0, end = 0; k < order_.size(); k = end) {
      end = run_end(k);
      Bytes workspace = 0, released = 0;
      for (std::size_t j = k; j < end; ++j) {
        const PoolUse& use = of[order_[j].block];
        level += use.acquire;
        workspace += use.workspace;
        released += use.release;
      }
      if (at_start) level -= std::exchange(released, 0);
      peak = std::max(peak, level + workspace);
      level -= released;
    }
    return peak;
  }

 private:
  std::size_t run_end(std::size_t k) const {
    const auto group = [&](std::size_t j) { return group_[instance_index(problem_, order_[j])]; };
    std::size_t end = k + 1;
    if (group_.empty() || group(k) < 0) return end;
    while (end < order_.size() && group(end) == group(k)) ++end;
    return end;
  }

  const Problem& problem_;
  const std::vector<Instance>& order_;
  std::vector<std::int32_t> group_;  // by instance; empty where nothing is fused
};

IdVector<PoolId, PoolCurve> curves_of(const Plan& plan) {
  assert(plan.timed());
  const Timetable times(plan);
  std::vector<Time> end(plan.problem->instances());
  for (const Instance i : instances_of(*plan.problem)) end[instance_index(*plan.problem, i)] = times.end(i);
  return pool_curves(*plan.problem, plan.start, end);
}

IdVector<PoolId, std::vector<std::pair<BlockId, PoolUse>>> changes_by_pool(const Problem& problem) {
  IdVector<PoolId, std::vector<std::pair<BlockId, PoolUse>>> result(pool_count(problem));
  for (BlockId b : ids<BlockId>(problem.blocks.size()))
    for (const PoolUse& use : changes_of(problem, problem.block(b))) result[use.pool].push_back({b, use});
  return result;
}

}  // namespace

IdVector<PoolId, PoolCurve> pool_curves(const Problem& problem, std::span<const Time> start,
                                        std::span<const Time> end) {
  std::vector<Change> changes;
  Time first = 0;
  for (const Instance i : instances_of(problem)) {
    const std::size_t index = instance_index(problem, i);
    first = std::min(first, start[index]);
    add_changes(problem, i.block, start[index], end[index], changes);
  }
  std::ranges::sort(changes, {}, &Change::at);
  IdVector<PoolId, PoolCurve> curves(pool_count(problem));
  for (PoolId p : curves.ids()) curves[p].push_back({first, static_memory_of(problem, p)});
  for (const Change& c : changes) {
    PoolCurve& curve = curves[c.pool];
    if (curve.back().at < c.at) curve.push_back({c.at, curve.back().level});
    curve.back().level += c.amount;
  }
  for (PoolCurve& curve : curves) {
    const auto same = [](const PoolLevel& a, const PoolLevel& b) { return a.level == b.level; };
    curve.erase(std::unique(curve.begin(), curve.end(), same), curve.end());
  }
  return curves;
}

IdVector<PoolId, Bytes> peak_pools(const Plan& plan) {
  const Problem& problem = *plan.problem;
  const auto sole = sole_machines(problem);
  const auto uses = changes_by_pool(problem);
  const PlanDurations durations(plan);
  IdVector<PoolId, Bytes> peaks(pool_count(problem));
  IdVector<PoolId, PoolCurve> curves;  // once they are needed
  IdVector<BlockId, PoolUse> of(problem.blocks.size());
  for (PoolId p : peaks.ids()) {
    peaks[p] = static_memory_of(problem, p);
    for (const auto& [b, use] : uses[p]) of[b] = use;
    const auto lasts = [&](Instance i) { return durations[i] > 0; };
    if (sole[p] && std::ranges::all_of(plan.orders[*sole[p]], lasts)) {
      peaks[p] = OrderWalk(plan, plan.orders[*sole[p]]).peak(peaks[p], of);
    } else {
      if (curves.empty()) curves = curves_of(plan);
      for (const PoolLevel& step : curves[p]) peaks[p] = std::max(peaks[p], step.level);
    }
    for (const auto& [b, use] : uses[p]) of[b] = {};
  }
  return peaks;
}

std::vector<Bytes> peak_memory(const Plan& plan) {
  const auto peaks = peak_pools(plan);
  return {peaks.begin(), peaks.begin() + std::ssize(plan.problem->devices)};
}

}  // namespace repetend
