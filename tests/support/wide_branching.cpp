#include "tests/support/wide_branching.hpp"

#include <algorithm>
#include <stdexcept>
#include <tuple>

namespace repetend::test {
namespace {

constexpr std::int64_t most_steps = 1'000'000;

// All sequences of units, one of those that order all machines alike, by branch and bound.
class Sequences {
 public:
  Sequences(const WideReading& reading, const IdVector<PoolId, Bytes>& capacities, Time below)
      : reading_(reading),
        capacities_(capacities),
        below_(below),
        progress_(reading.by_block.size()),
        least_(reading.runs.size()),
        share_(reading.runs.size()),
        tail_(reading.runs.size()),
        committed_(reading.runs.size()) {
    measure();
    find_ordered_pools();
    for (PoolId p : capacities.ids())
      if (reading.static_memory(p) > capacities[p]) return;
    extend();
  }

  std::optional<BestSequence> best() && { return std::move(best_); }

 private:
  using Run = WideReading::Run;
  const Run& run(std::size_t r) const { return reading_.runs[r]; }
  const std::vector<MachineId>& machines(const WideUnit& unit) const {
    return run(unit.runs.front()).machines;
  }

  // Of each run: the least that it can take, alone or fused; its share of a machine's time, of which a group
  // takes no less than the shares of all its members; and how long something goes on after its end.
  void measure() {
    for (std::size_t r = 0; r < reading_.runs.size(); ++r) least_[r] = share_[r] = run(r).duration;
    for (const Pair& pair : reading_.problem.pairs) {
      std::vector<BlockId> blocks = pair.first;
      blocks.insert(blocks.end(), pair.second.begin(), pair.second.end());
      for (BlockId b : blocks)
        for (std::size_t r : reading_.by_block[b.index()]) {
          const std::vector<std::size_t> alone{r};
          const Time fused = reading_.fused_duration(pair, alone);
          least_[r] = std::min(least_[r], fused);
          share_[r] = std::min(share_[r], fused / std::ssize(blocks));
        }
    }
    // As often as there are runs is enough for the longest chain.
    for (std::size_t again = 0; again < reading_.runs.size(); ++again)
      for (std::size_t r = 0; r < reading_.runs.size(); ++r)
        for (const auto& input : run(r).inputs)
          tail_[input.producer] =
              std::max(tail_[input.producer], tail_[r] + (input.one_side ? 0 : input.delay + least_[r]));
  }

  // The levels of a pool that one machine alone changes, by what always takes time, follow from its order.
  void find_ordered_pools() {
    ordered_.assign(reading_.pools, false);
    levels_.resize(reading_.pools);
    for (PoolId p : levels_.ids()) {
      levels_[p] = reading_.static_memory(p);
      std::vector<std::size_t> users;
      for (std::size_t r = 0; r < reading_.runs.size(); ++r)
        if (std::ranges::count(run(r).uses, p, &PoolUse::pool) > 0) users.push_back(r);
      ordered_[p.index()] =
          !users.empty() && std::ranges::any_of(run(users.front()).machines, [&](MachineId m) {
            return std::ranges::all_of(users, [&](std::size_t r) {
              return least_[r] > 0 && std::ranges::count(run(r).machines, m) > 0;
            });
          });
    }
  }

  // Adds what the unit does to the pools; whether none of those is above its capacity for it.
  bool occupy(const WideUnit& unit) {
    const bool at_start = reading_.problem.memory_release == MemoryRelease::start;
    IdVector<PoolId, Bytes> most = levels_;
    for (std::size_t r : unit.runs)
      for (const PoolUse& use : run(r).uses) {
        most[use.pool] += use.acquire + use.workspace - (at_start ? use.release : 0);
        levels_[use.pool] += use.acquire - use.release;
      }
    return std::ranges::all_of(most.ids(),
                               [&](PoolId p) { return !ordered_[p.index()] || most[p] <= capacities_[p]; });
  }

  bool ready(const WideUnit& unit) const {
    const auto side = [&](std::size_t r) {  // 0 and 1, 2 for those outside
      const auto k = std::ranges::find(unit.runs, r) - unit.runs.begin();
      return k == std::ssize(unit.runs) ? 2 : k < static_cast<std::ptrdiff_t>(unit.first_side) ? 0 : 1;
    };
    return std::ranges::all_of(unit.runs, [&](std::size_t r) {
      return std::ranges::all_of(run(r).inputs, [&](const WideReading::Input& input) {
        return committed_[input.producer] || side(input.producer) == side(r);
      });
    });
  }

  // The next of each block of a side, where they are of one micro-batch.
  std::optional<std::vector<std::size_t>> next_of(const std::vector<BlockId>& side) const {
    std::vector<std::size_t> next;
    for (BlockId b : side) {
      const auto& of_block = reading_.by_block[b.index()];
      if (progress_[b.index()] == of_block.size()) return std::nullopt;
      next.push_back(of_block[progress_[b.index()]]);
      if (run(next.back()).instance.micro_batch != run(next.front()).instance.micro_batch)
        return std::nullopt;
    }
    return next;
  }

  // A plan names the members of a group alone, so that of several pairs that they could be the first is
  // meant.
  const Pair* declared(const WideUnit& unit) const {
    const auto is_of = [&](const std::vector<BlockId>& a, const std::vector<BlockId>& b) {
      std::vector<BlockId> blocks = a;
      blocks.insert(blocks.end(), b.begin(), b.end());
      return std::ranges::equal(blocks, unit.runs, {}, {},
                                [&](std::size_t r) { return run(r).instance.block; });
    };
    return &*std::ranges::find_if(reading_.problem.pairs, [&](const Pair& pair) {
      return is_of(pair.first, pair.second) || is_of(pair.second, pair.first);
    });
  }

  std::vector<WideUnit> candidates() const {
    std::vector<WideUnit> units;
    for (BlockId b : ids<BlockId>(progress_.size()))
      if (const auto next = next_of({b})) units.push_back({*next, run(next->front()).duration});
    for (const Pair& pair : reading_.problem.pairs) {
      const auto first = next_of(pair.first), second = next_of(pair.second);
      if (!first || !second) continue;
      for (const auto& [a, b] : {std::tie(*first, *second), std::tie(*second, *first)}) {
        WideUnit unit{a, 0, a.size()};
        unit.runs.insert(unit.runs.end(), b.begin(), b.end());
        if (declared(unit) != &pair) continue;
        unit.duration = reading_.fused_duration(pair, unit.runs);
        units.push_back(unit);
        if (reading_.messages.empty()) break;  // nothing else tells which of them comes first
      }
    }
    std::erase_if(units, [&](const WideUnit& unit) { return !ready(unit); });
    return units;
  }

  bool independent(const WideUnit& a, const WideUnit& b) const {
    const auto leads = [&](const WideUnit& from, const WideUnit& to) {
      return std::ranges::any_of(to.runs, [&](std::size_t r) {
        return std::ranges::any_of(run(r).inputs, [&](const WideReading::Input& input) {
          return std::ranges::count(from.runs, input.producer) > 0;
        });
      });
    };
    const bool meet =
        std::ranges::any_of(machines(a), [&](MachineId m) { return std::ranges::count(machines(b), m) > 0; });
    return !meet && !leads(a, b) && !leads(b, a);
  }

  // Of all sequences that differ by swaps of independent neighbours the lexicographically least is tried: the
  // one in which no unit could move to before a greater one.
  bool is_least_with(const WideUnit& unit) const {
    for (std::size_t k = sequence_.size(); k-- > 0;) {
      if (!independent(sequence_[k], unit)) return true;
      if (sequence_[k].runs > unit.runs) return false;
    }
    return true;
  }

  // When all that is left could start at the earliest, each machine aside but for what it has in the
  // sequence.
  void head(const std::vector<Time>& start, std::vector<Time>& heads, std::vector<Time>& free) const {
    for (std::size_t u = 0; u < sequence_.size(); ++u) {
      for (std::size_t r : sequence_[u].runs) heads[r] = start[u];
      for (MachineId m : machines(sequence_[u]))
        free[m.index()] = std::max(free[m.index()], start[u] + sequence_[u].duration);
    }
    for (std::size_t r = 0; r < heads.size(); ++r)
      for (MachineId m : run(r).machines)
        if (!committed_[r]) heads[r] = std::max(heads[r], free[m.index()]);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t r = 0; r < heads.size(); ++r)
        for (const auto& input : run(r).inputs) {
          if (committed_[r]) continue;
          const bool together = input.one_side && !committed_[input.producer];
          const Time at = heads[input.producer] + (together ? 0 : least_[input.producer] + input.delay);
          changed |= at > heads[r];
          heads[r] = std::max(heads[r], at);
        }
    }
  }

  // No plan that begins like this ends earlier.
  Time bound(const std::vector<Time>& start) const {
    std::vector<Time> heads(reading_.runs.size()), free(machine_count());
    head(start, heads, free);
    Time bound = end_of(sequence_, start);
    std::vector<Time> work(free.size()), first(free.size(), sum_limit), last(free.size(), sum_limit);
    for (std::size_t r = 0; r < heads.size(); ++r) {
      bound = std::max(bound, heads[r] + least_[r] + tail_[r]);
      if (committed_[r]) continue;
      for (MachineId m : run(r).machines) {
        work[m.index()] += share_[r];
        first[m.index()] = std::min(first[m.index()], heads[r]);
        last[m.index()] = std::min(last[m.index()], tail_[r]);
      }
    }
    for (std::size_t m = 0; m < free.size(); ++m)
      if (first[m] < sum_limit) bound = std::max(bound, first[m] + work[m] + last[m]);
    return bound;
  }
  std::size_t machine_count() const {
    return reading_.problem.devices.size() + reading_.problem.machines.size();
  }

  void extend() {
    if (--steps_ < 0) throw std::length_error("too many sequences to try");
    const auto arcs = arcs_of(reading_, sequence_);
    const auto start = earliest(sequence_.size() + reading_.messages.size(), arcs);
    if (!start || bound(*start) >= below_) return;
    if (std::ranges::all_of(committed_, [](bool done) { return done; })) return finish(arcs, *start);
    auto units = candidates();
    std::ranges::stable_sort(units, {}, [&](const WideUnit& unit) { return could_start(unit, *start); });
    for (const WideUnit& unit : units) {
      if (!is_least_with(unit)) continue;
      const auto levels_before = levels_;
      if (occupy(unit)) {
        commit(unit, true);
        extend();
        commit(unit, false);
      }
      levels_ = levels_before;
    }
  }

  // Good plans come early that way.
  Time could_start(const WideUnit& unit, const std::vector<Time>& start) const {
    Time at = 0;
    for (std::size_t u = 0; u < sequence_.size(); ++u)
      if (!independent(sequence_[u], unit)) at = std::max(at, start[u] + sequence_[u].duration);
    return at;
  }

  void commit(const WideUnit& unit, bool on) {
    for (std::size_t r : unit.runs) {
      committed_[r] = on;
      auto& progress = progress_[run(r).instance.block.index()];
      on ? ++progress : --progress;
    }
    on ? sequence_.push_back(unit) : sequence_.pop_back();
  }

  void finish(const std::vector<WideArc>& arcs, const std::vector<Time>& start) {
    auto times = within_capacities(reading_, sequence_, arcs, start, capacities_, below_, steps_);
    if (!times) return;
    below_ = end_of(sequence_, times->start);
    best_ = BestSequence{below_, sequence_, std::move(*times)};
  }

  const WideReading& reading_;
  const IdVector<PoolId, Bytes>& capacities_;
  Time below_;
  std::int64_t steps_ = most_steps;
  std::vector<std::size_t> progress_;  // by block
  std::vector<Time> least_, share_, tail_;
  std::vector<bool> committed_;
  std::vector<bool> ordered_;       // by pool
  IdVector<PoolId, Bytes> levels_;  // after the sequence
  std::vector<WideUnit> sequence_;
  std::optional<BestSequence> best_;
};

}  // namespace

std::optional<BestSequence> best_sequence(const WideReading& reading,
                                          const IdVector<PoolId, Bytes>& capacities, Time below) {
  return Sequences(reading, capacities, below).best();
}

}  // namespace repetend::test
