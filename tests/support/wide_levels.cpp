#include "tests/support/wide_levels.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace repetend::test {
namespace {

bool released_at_start(const WideReading& reading) {
  return reading.problem.memory_release == MemoryRelease::start;
}

// What all runs of a unit do to a pool.
PoolUse use_of(const WideReading& reading, const WideUnit& unit, PoolId pool) {
  PoolUse sum{pool};
  for (std::size_t r : unit.runs)
    for (const PoolUse& use : reading.runs[r].uses) {
      if (use.pool != pool) continue;
      sum.acquire += use.acquire;
      sum.release += use.release;
      sum.workspace += use.workspace;
    }
  return sum;
}

// Where a pool holds too much, some unit that has started has to wait for something that is given back later:
// were there a plan in which each of them starts before all of that, the last of them to start would meet in
// it all that is there now, and no less. So trying every such wait misses no plan.
class Delays {
 public:
  Delays(const WideReading& reading, const std::vector<WideUnit>& sequence, const std::vector<WideArc>& arcs,
         const IdVector<PoolId, Bytes>& capacities, Time below, std::int64_t& steps)
      : reading_(reading),
        sequence_(sequence),
        arcs_(arcs),
        capacities_(capacities),
        below_(std::min(below, longest() + 1)),
        steps_(steps) {}

  void extend(std::vector<WideWait> waits, std::vector<Time> start) {
    if (--steps_ < 0) throw std::length_error("too many delays to try");
    if (!push(waits, start)) return;
    const auto excess = find_excess(start);
    if (!excess) {
      below_ = end_of(sequence_, start);
      best_ = WideTimes{std::move(start), std::move(waits)};
      return;
    }
    for (const WideWait& wait : remedies(start, excess->first, excess->second)) {
      auto more = waits;
      more.insert(std::ranges::lower_bound(more, wait), wait);
      if (seen_.insert(more).second) extend(std::move(more), start);
    }
  }

  std::optional<WideTimes> best() && { return std::move(best_); }

 private:
  // No path is longer, each node being on it once.
  Time longest() const {
    Time sum = 0;
    for (const WideUnit& unit : sequence_) sum += unit.duration;
    for (const auto& message : reading_.messages) sum += message.until_delivered();
    return sum;
  }

  // Until all holds; a circle in which time passes ends at the limit, which no plan without one comes to.
  bool push(const std::vector<WideWait>& waits, std::vector<Time>& start) const {
    for (bool changed = true; changed;) {
      changed = false;
      const auto at_least = [&](std::size_t node, Time time) {
        if (start[node] >= time) return;
        start[node] = time;
        changed = true;
      };
      for (const WideArc& arc : arcs_) at_least(arc.to, start[arc.from] + arc.delay);
      for (const WideWait& wait : waits)
        at_least(wait.after, start[wait.before] + (wait.for_start ? 0 : sequence_[wait.before].duration));
      if (end_of(sequence_, start) >= below_) return false;
    }
    return true;
  }

  // The first in time. Levels rise at starts alone.
  std::optional<std::pair<Time, PoolId>> find_excess(const std::vector<Time>& start) const {
    for (Time t : std::set(start.begin(), start.begin() + std::ssize(sequence_)))
      for (PoolId p : capacities_.ids())
        if (capacities_[p] != unlimited && level_at(reading_, sequence_, start, p, t) > capacities_[p])
          return std::pair(t, p);
    return std::nullopt;
  }

  std::vector<WideWait> remedies(const std::vector<Time>& start, Time t, PoolId pool) const {
    std::vector<WideWait> later;  // what is given back later; `after` is still to be said
    std::vector<std::size_t> takers;
    for (std::size_t u = 0; u < sequence_.size(); ++u) {
      const PoolUse use = use_of(reading_, sequence_[u], pool);
      const Time end = start[u] + sequence_[u].duration;
      const bool runs = start[u] <= t && t < end, at_start = released_at_start(reading_);
      if (start[u] <= t && (use.acquire > 0 || (runs && use.workspace > 0))) takers.push_back(u);
      if ((runs && use.workspace > 0) || (use.release > 0 && !at_start && end > t))
        later.push_back({u, u, false});
      if (use.release > 0 && at_start && start[u] > t) later.push_back({u, u, true});
    }
    std::vector<WideWait> waits;
    for (const WideWait& wait : later)
      for (std::size_t taker : takers)
        if (taker != wait.before) waits.push_back({wait.before, taker, wait.for_start});
    return waits;
  }

  const WideReading& reading_;
  const std::vector<WideUnit>& sequence_;
  const std::vector<WideArc>& arcs_;
  const IdVector<PoolId, Bytes>& capacities_;
  Time below_;
  std::int64_t& steps_;
  std::set<std::vector<WideWait>> seen_;
  std::optional<WideTimes> best_;
};

}  // namespace

Bytes level_at(const WideReading& reading, const std::vector<WideUnit>& sequence,
               const std::vector<Time>& start, PoolId pool, Time t) {
  Bytes level = reading.static_memory(pool);
  for (std::size_t u = 0; u < sequence.size(); ++u) {
    const PoolUse use = use_of(reading, sequence[u], pool);
    const Time end = start[u] + sequence[u].duration;
    if (start[u] <= t) level += use.acquire;
    if ((released_at_start(reading) ? start[u] : end) <= t) level -= use.release;
    if (start[u] <= t && t < end) level += use.workspace;
  }
  return level;
}

IdVector<PoolId, Bytes> peaks_of(const WideReading& reading, const std::vector<WideUnit>& sequence,
                                 const std::vector<Time>& start) {
  IdVector<PoolId, Bytes> peaks(reading.pools);
  for (PoolId p : peaks.ids()) {
    peaks[p] = reading.static_memory(p);
    for (std::size_t u = 0; u < sequence.size(); ++u)
      peaks[p] = std::max(peaks[p], level_at(reading, sequence, start, p, start[u]));
  }
  return peaks;
}

Time end_of(const std::vector<WideUnit>& sequence, const std::vector<Time>& start) {
  Time end = 0;
  for (std::size_t u = 0; u < sequence.size(); ++u) end = std::max(end, start[u] + sequence[u].duration);
  return end;
}

std::optional<WideTimes> within_capacities(const WideReading& reading, const std::vector<WideUnit>& sequence,
                                           const std::vector<WideArc>& arcs, const std::vector<Time>& start,
                                           const IdVector<PoolId, Bytes>& capacities, Time below,
                                           std::int64_t& steps) {
  Delays delays(reading, sequence, arcs, capacities, below, steps);
  delays.extend({}, start);
  return std::move(delays).best();
}

}  // namespace repetend::test
