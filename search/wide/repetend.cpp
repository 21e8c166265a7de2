#include "search/wide/repetend.hpp"

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "search/control/effort.hpp"
#include "search/modulo/reservation_table.hpp"
#include "search/wide/cyclic_units.hpp"
#include "sim/problem/durations.hpp"

namespace repetend::search {
namespace {

using Starts = IdVector<NodeId, Time>;
struct CyclicTimes {
  Time period = 0;
  Starts start;
};

Time slot_of(Time t, Time period) { return (t % period + period) % period; }
Time ceil_periods(Time t, Time period) { return t > 0 ? (t + period - 1) / period : -(-t / period); }

// What a draft of the slots is made by, for each copy.
struct Laying {
  std::vector<Time> keys;    // of those whose inputs are there the one of the least key is laid first
  std::vector<Time> delays;  // after its inputs, from which a free slot is looked for
};

// In which order the copies are laid: of those whose inputs are there, the one of the least key.
std::vector<NodeId> laying_order(const CyclicUnits& units, const Adjacency& arcs,
                                 const std::vector<Time>& keys) {
  IdVector<NodeId, int> waits(units.nodes());
  std::set<std::pair<Time, NodeId>> ready;
  const auto orders = [](const Dependence& arc) { return arc.distance == 0 && arc.delay > 0; };
  for (const CyclicUnit& unit : units.units())
    for (const NodeId x : unit.nodes) {
      waits[x] = static_cast<int>(std::ranges::count_if(arcs.in[x], orders));
      if (waits[x] == 0) ready.emplace(keys[x.index()], x);
    }
  std::vector<NodeId> order;
  while (!ready.empty()) {
    const NodeId x = ready.begin()->second;
    ready.erase(ready.begin());
    order.push_back(x);
    for (const Dependence& arc : arcs.out[x])
      if (orders(arc) && --waits[arc.to] == 0) ready.emplace(keys[arc.to.index()], arc.to);
  }
  return order;
}

class CyclicFinder {
 public:
  CyclicFinder(const CyclicUnits& units, Budget& budget)
      : units_(units), arcs_(units.nodes(), units.dependences()), budget_(budget) {}

  // A schedule of that period or, with the orders that it has, a shorter one.
  std::optional<CyclicTimes> at(Time period, Time at_least, const Laying& laying) {
    auto slots = lay(period, laying_order(units_, arcs_, laying.keys), laying.delays);
    if (!slots) return std::nullopt;
    auto found = staged(*slots, period);
    if (!found) return std::nullopt;
    return tightened({period, std::move(*found)}, at_least);
  }

 private:
  // Each unit at the first slot that is free once its inputs are there.
  std::optional<Starts> lay(Time period, const std::vector<NodeId>& order, const std::vector<Time>& delays) {
    ReservationTable table(units_.model().machine_count(), period);
    Starts start(units_.nodes());
    IdVector<NodeId, char> laid(units_.nodes());
    std::vector<std::optional<Time>> slots(units_.units().size());
    for (const NodeId x : order) {
      budget_.spend();
      if (laid[x]) continue;
      const auto side = units_.side(x);
      Time ready = 0;
      for (const NodeId y : side)
        for (const Dependence& arc : arcs_.in[y])
          if (laid[arc.from]) ready = std::max(ready, start[arc.from] + arc.delay - arc.distance * period);
      auto& slot = slots[units_.unit_index(x)];
      if (!slot) {
        slot = table.next_free(units_.machines(x), ready + delays[x.index()], units_.unit(x).duration);
        if (!slot) return std::nullopt;
        for (const MachineId m : units_.machines(x)) table.reserve(m, *slot, units_.unit(x).duration);
      }
      for (const NodeId y : side) {
        start[y] = ready + slot_of(*slot - ready, period);
        laid[y] = 1;
      }
    }
    return start;
  }

  // With these slots: stages as early as dependences allow or, of all that gives no bytes back, as late as
  // what gives them back allows, so that bytes are held for a shorter time.
  std::optional<Starts> staged(const Starts& slots, Time period) const {
    std::vector<Dependence> leads, back;
    for (const Dependence& arc : units_.dependences()) {
      const Time wait = slot_of(slots[arc.from], period) + arc.delay - slot_of(slots[arc.to], period);
      leads.push_back({arc.from, arc.to, ceil_periods(wait, period) - arc.distance, 0});
      back.push_back({arc.to, arc.from, leads.back().delay, 0});
    }
    const Longest early = longest_paths(Starts(units_.nodes()), leads, 1);
    if (early.cycle) return std::nullopt;
    const auto times = [&](const Starts& stages) {
      Starts result = slots;
      for (const NodeId x : result.ids()) result[x] = slot_of(slots[x], period) + stages[x] * period;
      return result;
    };
    if (Starts start = times(early.start); units_.fits(start, period)) return start;
    const Time last = std::ranges::max(early.start);
    Starts from(units_.nodes(), -last);
    for (const CyclicUnit& unit : units_.units())
      for (const NodeId x : unit.nodes)
        if (units_.given_back(x) > 0) from[x] = -early.start[x];
    Starts late = longest_paths(from, back, 1).start;
    for (const NodeId x : late.ids()) late[x] = -late[x];
    if (Starts start = times(late); units_.fits(start, period)) return start;
    return std::nullopt;
  }

  // The shortest period of the orders on all machines, while the pools have room.
  CyclicTimes tightened(CyclicTimes times, Time at_least) const {
    std::vector<Dependence> arcs = units_.dependences();
    add_orders(times, arcs);
    const auto shorter = least_period(units_.nodes(), arcs, at_least);
    if (!shorter || shorter->period >= times.period) return times;
    if (units_.fits(shorter->start, shorter->period)) return {shorter->period, shorter->start};
    if (const auto start = staged(shorter->start, shorter->period)) return {shorter->period, *start};
    return times;
  }

  void add_orders(const CyclicTimes& times, std::vector<Dependence>& arcs) const {
    const auto slot = [&](NodeId x) { return slot_of(times.start[x], times.period); };
    IdVector<MachineId, std::vector<NodeId>> on(units_.model().machine_count());
    for (const CyclicUnit& unit : units_.units()) {
      const NodeId x = unit.nodes.front();
      for (const MachineId m : units_.machines(x)) on[m].push_back(x);
      for (const NodeId y : unit.nodes) {
        const Time laps = (times.start[y] - times.start[x]) / times.period;
        arcs.push_back({x, y, 0, -laps});
        arcs.push_back({y, x, 0, laps});
      }
    }
    for (auto& nodes : on) {
      std::ranges::sort(nodes, {}, [&](NodeId x) { return std::tuple{slot(x), units_.unit(x).duration, x}; });
      for (std::size_t k = 0; k < nodes.size(); ++k) {
        const NodeId x = nodes[k], y = nodes[(k + 1) % nodes.size()];
        const Time end = times.start[x] + units_.unit(x).duration;
        arcs.push_back({x, y, units_.unit(x).duration, ceil_periods(end - times.start[y], times.period)});
      }
    }
  }

  const CyclicUnits& units_;
  Adjacency arcs_;
  Budget& budget_;
};

// What comes first is what has the shortest way before it, the longest after it, or is drawn; in every other
// round some are delayed, since to come early is not what pools and several machines always ask for.
Laying laying_of(const WideModel& model, int u, Time period, std::uint64_t round) {
  const Problem& problem = model.problem();
  const std::size_t nodes = problem.blocks.size() * static_cast<std::size_t>(u);
  Laying laying{std::vector<Time>(nodes), std::vector<Time>(nodes)};
  std::mt19937_64 random(round);
  const auto draw = [&](Time below) {
    return static_cast<Time>(random() % static_cast<std::uint64_t>(below));
  };
  for (std::size_t x = 0; x < nodes; ++x) {
    const Instance instance{BlockId{x / static_cast<std::size_t>(u)},
                            static_cast<std::int32_t>(x % static_cast<std::size_t>(u))};
    if (problem.block(instance.block).repeat != Repeat::each) continue;
    const InstanceIndex i = instance_index(problem, instance);
    laying.keys[x] = round == 0 ? model.head(i) : round == 1 ? -model.tail(i) : draw(Time{1} << 32);
    if (round % 2 == 1 && round > 1 && draw(2) == 0) laying.delays[x] = draw(period);
  }
  return laying;
}

class RepetendSearch {
 public:
  RepetendSearch(const WideModel& model, int u, Time at_least, Budget& budget)
      : model_(model), u_(u), at_least_(std::max<Time>(at_least, 1)), budget_(budget) {
    std::vector<std::size_t> all(model.problem().pairs.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    ways_.emplace_back(model, u, all);
    if (!all.empty()) ways_.emplace_back(model, u, std::vector<std::size_t>{});
    std::ranges::reverse(all);
    if (all.size() > 1) ways_.emplace_back(model, u, all);
  }

  // Longer periods until there is a repetend, and then between the longest that failed and the best.
  std::optional<WideRepetend> run() {
    Time failed = at_least_ - 1, period = at_least_;
    const Time longest = sequential();
    while (!try_period(period)) {
      if (period >= longest || budget_.out()) return std::nullopt;
      failed = period;
      period = std::min(longest, period + std::max<Time>(1, period / 8));
    }
    while (best_->period > failed + 1 && !budget_.out()) {
      period = failed + (best_->period - failed) / 2;
      if (!try_period(period)) failed = period;
    }
    return best_;
  }

 private:
  // So long that one repetition can end before the next begins.
  Time sequential() const {
    Time sum = 1;
    for (const CyclicUnit& unit : ways_.back().units()) sum += unit.duration;
    for (const Dependence& arc : ways_.back().dependences()) sum += arc.delay;
    return sum;
  }

  bool try_period(Time period) {
    const std::uint64_t rounds = std::clamp<std::uint64_t>(
        effort.wide.drafted / ways_.front().nodes(), effort.wide.fewest_drafts, effort.wide.most_drafts);
    for (std::uint64_t round = 0; round < rounds; ++round)
      for (const CyclicUnits& units : ways_) {
        if (budget_.out()) return false;
        const auto found =
            CyclicFinder(units, budget_).at(period, at_least_, laying_of(model_, u_, period, round));
        if (!found) continue;
        if (!best_ || found->period < best_->period) keep(units, *found);
        return true;
      }
    return false;
  }

  void keep(const CyclicUnits& units, const CyclicTimes& times) {
    WideRepetend repetend{times.period, u_, {}, units.fused()};
    Time first = sum_limit;
    for (const CyclicUnit& unit : units.units())
      for (const NodeId x : unit.nodes) first = std::min(first, times.start[x]);
    for (const Time t : times.start) repetend.start.push_back(t - first);
    best_ = std::move(repetend);
  }

  const WideModel& model_;
  int u_;
  Time at_least_;
  Budget& budget_;
  std::vector<CyclicUnits> ways_;
  std::optional<WideRepetend> best_;
};

}  // namespace

std::optional<WideRepetend> find_wide_repetend(const WideModel& model, int u, Time at_least, Budget& budget) {
  const Problem& problem = model.problem();
  if (!is_periodic(problem) || problem.micro_batches < u) return std::nullopt;
  return RepetendSearch(model, u, at_least, budget).run();
}

}  // namespace repetend::search
