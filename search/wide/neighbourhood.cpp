#include "search/wide/neighbourhood.hpp"

#include <algorithm>
#include <random>

#include "search/control/effort.hpp"
#include "sim/core/ids.hpp"

namespace repetend::search {
namespace {

// Draws that are the same with every standard library.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

 private:
  std::mt19937_64 engine_;
};

class SequenceSearch {
 public:
  SequenceSearch(const WideModel& model, TimedSequence from, Measure measure, std::uint64_t seed)
      : model_(model),
        measure_(measure),
        draws_(seed),
        now_(std::move(from)),
        best_(now_),
        place_(model.size()) {
    value_ = best_value_ = value(now_.start);
    for (const Pair& pair : model.problem().pairs)
      for (const auto* side : {&pair.first, &pair.second})
        for (BlockId b : *side) {
          pairs_of_.resize(model.problem().blocks.size());
          pairs_of_[b].push_back(&pair);
        }
    find_places();
  }

  TimedSequence run(Time enough, Budget& budget) {
    const std::uint64_t cost = 1 + now_.units.size() / effort.wide.units_a_state;
    const std::uint64_t trials = budget.left() / cost;
    for (std::uint64_t t = 0; t < trials && best_value_ > enough && !budget.stopped(); ++t) {
      for (std::uint64_t k = 0; k < cost; ++k) budget.spend();
      const auto share = static_cast<double>(trials - t) / static_cast<double>(trials);
      try_one(static_cast<Time>(static_cast<double>(best_value_ / effort.wide.first_threshold) * share));
    }
    return std::move(best_);
  }

 private:
  void find_places() {
    for (std::size_t k = 0; k < now_.units.size(); ++k)
      for (const InstanceIndex i : now_.units[k].instances) place_[i] = k;
    find_critical();
  }

  // From the unit that ends last back to the beginning, or to one that waits for memory.
  void find_critical() {
    critical_.clear();
    SequenceTimer timer(model_);
    std::vector<std::size_t> binder(now_.units.size(), nowhere);
    std::size_t last = 0;
    for (std::size_t k = 0; k < now_.units.size(); ++k) {
      if (const auto by = timer.binding(now_.units[k], now_.start[k])) binder[k] = place_[*by];
      timer.append(now_.units[k], now_.start[k]);
      if (now_.start[k] + now_.units[k].duration == now_.end) last = k;
    }
    for (std::size_t k = last; k != nowhere; k = binder[k]) critical_.push_back(k);
  }

  bool waits_for(const Unit& unit, const Unit& other) const {
    return std::ranges::any_of(unit.instances, [&](InstanceIndex i) {
      return std::ranges::any_of(model_.before(i), [&](const WideArc& arc) {
        return std::ranges::count(other.instances, arc.instance) > 0;
      });
    });
  }

  // The first and the last place that the unit could move to.
  std::size_t earliest_place(const Unit& unit) const {
    std::size_t place = 0;
    for (const InstanceIndex i : unit.instances)
      for (const WideArc& arc : model_.before(i))
        if (std::ranges::count(unit.instances, arc.instance) == 0)
          place = std::max(place, place_[arc.instance] + 1);
    return place;
  }
  std::size_t latest_place(const Unit& unit) const {
    std::size_t place = now_.units.size() - 1;
    for (const InstanceIndex i : unit.instances)
      for (const WideArc& arc : model_.after(i))
        if (std::ranges::count(unit.instances, arc.instance) == 0)
          place = std::min(place, place_[arc.instance] - 1);
    return place;
  }

  void try_one(Time threshold) {
    const std::size_t kind = draws_.below(effort.wide.of_moves);
    if (kind == 0 && !pairs_of_.empty()) return try_to_fuse(threshold);
    const auto move = kind <= 2 ? move_any() : move_critical();
    if (!move) return;
    make(*move);
    if (!accept(threshold)) make({move->to, move->from});
  }

  void try_to_fuse(Time threshold) {
    Sequence before = now_.units;
    if (fuse_or_part(now_.units) && accept(threshold)) return;
    now_.units = std::move(before);
  }

  // Of the sequence as it is now; false: it stays as it was before, but for the units.
  bool accept(Time threshold) {
    auto start = starts(model_, now_.units);
    if (!start) return false;
    const Time next = value(*start);
    if (next > value_ + threshold) return false;
    value_ = next;
    now_.start = std::move(*start);
    now_.end = end_of(now_.units, now_.start);
    find_places();
    if (next < best_value_) {
      best_ = now_;
      best_value_ = next;
    }
    return true;
  }

  Time value(const std::vector<Time>& start) const {
    if (measure_ == Measure::makespan) return end_of(now_.units, start);
    return measured(measure_, completions_of(model_, now_.units, start));
  }

  struct Move {
    std::size_t from, to;
  };
  void make(const Move& move) {
    const auto at = [&](std::size_t k) { return now_.units.begin() + static_cast<std::ptrdiff_t>(k); };
    if (move.from < move.to)
      std::rotate(at(move.from), at(move.from + 1), at(move.to + 1));
    else
      std::rotate(at(move.to), at(move.from), at(move.from + 1));
  }

  // Past the unit before it on the critical path.
  std::optional<Move> move_critical() {
    if (critical_.size() < 2) return move_any();
    const std::size_t k = draws_.below(critical_.size() - 1);
    const std::size_t late = critical_[k], early = critical_[k + 1];
    const Unit &last = now_.units[late], &first = now_.units[early];
    if (waits_for(last, first)) return std::nullopt;
    if (earliest_place(last) <= early) return Move{late, early};
    if (latest_place(first) >= late) return Move{early, late};
    return std::nullopt;
  }

  std::optional<Move> move_any() {
    const std::size_t from = draws_.below(now_.units.size());
    const Unit& unit = now_.units[from];
    const std::size_t reach = effort.wide.reach;
    const std::size_t low = std::max(earliest_place(unit), from > reach ? from - reach : 0),
                      high = std::min(latest_place(unit), from + reach);
    if (low >= high) return std::nullopt;
    const std::size_t to = low + draws_.below(high - low + 1);
    if (to == from) return std::nullopt;
    return Move{from, to};
  }

  bool fuse_or_part(Sequence& units) {
    const std::size_t from = draws_.below(units.size());
    return units[from].fused() ? part(units, from) : fuse(units, from);
  }

  bool part(Sequence& units, std::size_t at) {
    Unit unit = std::move(units[at]);
    std::vector<Unit> alone;
    for (const InstanceIndex i : unit.instances) alone.push_back(model_.unit(i));
    if (draws_.below(2) == 0)
      std::rotate(alone.begin(), alone.begin() + static_cast<std::ptrdiff_t>(unit.first_side), alone.end());
    units.erase(units.begin() + static_cast<std::ptrdiff_t>(at));
    units.insert(units.begin() + static_cast<std::ptrdiff_t>(at), alone.begin(), alone.end());
    return true;
  }

  // With an instance of the other side that runs near it, all at the place of one of them that all allow.
  bool fuse(Sequence& units, std::size_t from) {
    const Instance mine = instance_at(model_.problem(), units[from].instances.front());
    const auto& pairs = pairs_of_[mine.block];
    if (pairs.empty()) return false;
    const Pair& pair = *pairs[draws_.below(pairs.size())];
    const bool first = std::ranges::count(pair.first, mine.block) > 0;
    const BlockId other = first ? pair.second.front() : pair.first.front();
    const auto partner = near(units, from, other);
    if (!partner) return false;
    Unit unit = first ? model_.fused(pair, mine.micro_batch, *partner)
                      : model_.fused(pair, *partner, mine.micro_batch);
    if (sides_depend(unit)) return false;
    std::vector<std::size_t> places;
    for (const InstanceIndex i : unit.instances) {
      if (units[place_[i]].fused()) return false;
      places.push_back(place_[i]);
    }
    const std::size_t low = earliest_place(unit), high = latest_place(unit);
    const std::size_t first_place = std::ranges::min(places), last_place = std::ranges::max(places);
    std::size_t at = std::max(low, first_place);
    if (at > std::min(high, last_place)) return false;
    std::ranges::sort(places);
    // Those of its instances that stand before the place leave it that much earlier.
    at -= static_cast<std::size_t>(std::ranges::count_if(places, [&](std::size_t p) { return p < at; }));
    for (auto p = places.rbegin(); p != places.rend(); ++p)
      units.erase(units.begin() + static_cast<std::ptrdiff_t>(*p));
    units.insert(units.begin() + static_cast<std::ptrdiff_t>(at), std::move(unit));
    return true;
  }

  // Whether an instance of one side waits for one of the other: places tell of those in between alone.
  bool sides_depend(const Unit& unit) const {
    const auto middle = unit.instances.begin() + static_cast<std::ptrdiff_t>(unit.first_side);
    const Unit first{{unit.instances.begin(), middle}, 1, 0}, second{{middle, unit.instances.end()}, 1, 0};
    return waits_for(first, second) || waits_for(second, first);
  }

  // The micro-batch of the block whose instance stands nearest.
  std::optional<std::int32_t> near(const Sequence& units, std::size_t from, BlockId block) {
    const std::size_t reach = effort.wide.reach;
    for (std::size_t d = 1; d <= reach; ++d)
      for (const bool later : {true, false}) {
        if (later ? from + d >= units.size() : d > from) continue;
        const Unit& unit = units[later ? from + d : from - d];
        const Instance i = instance_at(model_.problem(), unit.instances.front());
        if (!unit.fused() && i.block == block) return i.micro_batch;
      }
    return std::nullopt;
  }

  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

  const WideModel& model_;
  const Measure measure_;
  Draws draws_;
  TimedSequence now_, best_;
  Time value_ = 0, best_value_ = 0;                       // as measured
  std::vector<std::size_t> place_;                        // of each instance's unit in the sequence
  std::vector<std::size_t> critical_;                     // places, from the last
  IdVector<BlockId, std::vector<const Pair*>> pairs_of_;  // empty: there are none
};

}  // namespace

TimedSequence improved(const WideModel& model, TimedSequence from, Measure measure, Time enough,
                       std::uint64_t seed, Budget& budget) {
  if (from.units.size() < 2) return from;
  return SequenceSearch(model, std::move(from), measure, seed).run(enough, budget);
}

}  // namespace repetend::search
