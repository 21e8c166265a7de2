#include "sim/engine/memory_tracker.hpp"

#include <algorithm>

namespace repetend {
namespace {

// How many steps the curve of each pool can have: exact bounds, so that long runs reserve no more than they
// use.
IdVector<PoolId, std::size_t> most_steps(const Problem& problem,
                                         const IdVector<BlockId, std::vector<PoolUse>>& changes) {
  IdVector<PoolId, std::size_t> steps(pool_count(problem), 1);
  for (BlockId b : changes.ids())
    for (const PoolUse& use : changes[b]) {
      const bool at_start = use.acquire != 0 || use.workspace != 0 ||
                            (problem.memory_release == MemoryRelease::start && use.release != 0);
      const bool at_end =
          use.workspace != 0 || (problem.memory_release == MemoryRelease::end && use.release != 0);
      const auto count = static_cast<std::size_t>(micro_batches_of(problem, b).count());
      steps[use.pool] += (static_cast<std::size_t>(at_start) + static_cast<std::size_t>(at_end)) * count;
    }
  return steps;
}

}  // namespace

MemoryTracker::MemoryTracker(const Problem& problem, bool curves) : problem_(problem), record_(curves) {
  for (const Block& block : problem.blocks) changes_.push_back(changes_of(problem, block));
  const auto sole = sole_machines(problem);
  const auto steps = most_steps(problem, changes_);
  for (PoolId p : pools(problem)) {
    const Bytes held = static_memory_of(problem, p);
    pools_.push_back({MemoryLevel(held, problem.memory_release),
                      sole[p].has_value(),
                      {.level = held},
                      capacity_of(problem, p),
                      held});
    if (!record_) continue;
    curves_.emplace_back().reserve(steps[p]);
    curves_.back().push_back({0, held});
  }
}

std::span<const PoolUse> MemoryTracker::changes_together(std::span<const Instance> group) {
  together_.clear();
  for (const Instance i : group)
    for (const PoolUse& use : changes_[i.block]) {
      const auto same = std::ranges::find(together_, use.pool, &PoolUse::pool);
      PoolUse& sum = same != together_.end() ? *same : together_.emplace_back(PoolUse{use.pool});
      sum.acquire += use.acquire;
      sum.release += use.release;
      sum.workspace += use.workspace;
    }
  return together_;
}

void MemoryTracker::take_by_time(const PoolUse& use, Instance i, Time now) {
  const Bytes released = problem_.memory_release == MemoryRelease::start ? use.release : 0;
  const Bytes by = use.acquire + use.workspace - released;
  change(use, by, now);
  Instance& last = pools_[use.pool].instant.last;
  if (by > 0 || last.block.value < 0) last = i;
}

void MemoryTracker::give_back_by_time(const PoolUse& use, Time now) {
  const Bytes released = problem_.memory_release == MemoryRelease::end ? use.release : 0;
  change(use, -use.workspace - released, now);
}

void MemoryTracker::change(const PoolUse& use, Bytes by, Time now) {
  Instant& instant = pools_[use.pool].instant;
  if (instant.at < now) close(use.pool);
  instant.at = now;
  instant.level += by;
  instant.changed = true;
}

void MemoryTracker::close(PoolId p) {
  Held& held = pools_[p];
  if (!std::exchange(held.instant.changed, false)) return;
  held.peak = std::max(held.peak, held.instant.level);
  step(p, held.instant.at, held.instant.level);
  if (held.instant.last.block.value >= 0) note(p, held.instant.last, held.instant.level, held.instant.at);
}

// The first in time, of several at once that of the lowest pool.
void MemoryTracker::note(PoolId p, Instance i, Bytes level, Time at) {
  if (level <= pools_[p].capacity) return;
  const bool first =
      !out_of_memory_ || at < out_of_memory_at_ || (at == out_of_memory_at_ && p < out_of_memory_->pool);
  if (!first) return;
  out_of_memory_ = OutOfMemory{i, p, level, pools_[p].capacity};
  out_of_memory_at_ = at;
}

void MemoryTracker::report(Simulation& simulation) && {
  simulation.peak_memory.clear();
  for (PoolId p : pools_.ids()) {
    close(p);
    simulation.peak_memory.push_back(pools_[p].peak);
  }
  simulation.memory = std::move(curves_);
  simulation.out_of_memory = out_of_memory_;
}

}  // namespace repetend
