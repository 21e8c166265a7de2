#include "search/exact/period_branch_and_bound.hpp"

#include <algorithm>
#include <iterator>

#include "search/control/effort.hpp"
#include "search/exact/difference_constraints.hpp"
#include "search/exact/waits.hpp"
#include "sim/plan/memory_level.hpp"
#include "sim/problem/machines.hpp"

// Is there a cyclic schedule of period T? A state of the search is what is known of the differences of
// starts. Take the starts that obey it, all as early as they can be. If two blocks of a machine overlap, or
// their transfers do, the one follows the other by fewer or by more periods in every schedule: two branches.
// If a block i starts without room, then on its machine some block that takes memory must have run fewer
// times by then, or one that gives some back more often: a branch each, in which those before it have not.
// Otherwise the starts are a schedule.
//
// Before block i (n) starts on a machine, another block b of it has run n + 1 + floor((start(i) - start(b)) /
// T) times, so the level is the sum over b of net(b) x (1 + floor(...)), where net is acquired less released
// and the nets of a machine add up to 0 (where to more, the level only rises). The least and largest
// differences known give the least level: where it exceeds the room, no schedule obeys what is known.
//
// Waits are finite (waits.cpp); where nothing is known to bound them, no period is refuted.
namespace repetend::search {
namespace {

enum class Verdict { found, refuted, unknown };

class AtPeriod {
 public:
  AtPeriod(const CyclicModel& model, const DisjunctiveGraph& graph, Time period, Budget& budget)
      : model_(model), pairs_(graph.pairs), period_(period), budget_(budget) {
    start_.resize(graph.nodes);
  }

  Verdict decide(const std::vector<Dependence>& arcs) {
    return search(DifferenceConstraints(start_.size(), arcs, period_), 0);
  }
  const IdVector<NodeId, Time>& starts() const { return start_; }

 private:
  // start(to) - start(from) >= value.
  struct Cut {
    NodeId from, to;
    Wide value;
  };
  using Cuts = std::vector<Cut>;

  Wide period() const { return period_; }
  Wide floor_div(Wide value) const { return (value - (value % period() + period()) % period()) / period(); }

  Verdict search(DifferenceConstraints known, int depth) {
    immediate_selection(pairs_, period_, known);
    if (known.contradictory() || !may_fit(known)) return Verdict::refuted;
    if (budget_.out() || depth == effort.period_proof.depth) return Verdict::unknown;
    budget_.spend();
    start_ = known.starts();
    std::vector<Cuts> branches = order_branches(known);
    if (branches.empty()) {
      const auto crowded = block_without_room();
      if (!crowded) return Verdict::found;
      branches = memory_branches(crowded->first, crowded->second);
    }
    return search_each(known, branches, depth + 1);
  }

  Verdict search_each(const DifferenceConstraints& known, const std::vector<Cuts>& branches, int depth) {
    Verdict all = Verdict::refuted;
    for (const Cuts& cuts : branches) {
      DifferenceConstraints child = known;
      for (const Cut& cut : cuts) child.raise(cut.from, cut.to, cut.value);
      const Verdict verdict = search(std::move(child), depth);
      if (verdict == Verdict::found) return verdict;
      if (verdict == Verdict::unknown) all = verdict;
    }
    return all;
  }

  // Branches on the order of two blocks for which no number of periods does; of those, on two whose
  // difference is known best.
  std::vector<Cuts> order_branches(const DifferenceConstraints& known) const {
    std::optional<Wide> narrowest;
    std::vector<Cuts> branches;
    for (std::size_t t = 0; t < pairs_.size(); t += 2) {
      const DisjunctivePair &pair = pairs_[t], &reverse = pairs_[t + 1];
      const Wide least = least_distance(reverse, period_, start_),
                 most = -1 - least_distance(pair, period_, start_);
      if (least <= most) continue;
      constexpr Wide open = Wide{1} << 100;  // wider than all that is known from both sides
      const auto &there = known.least(pair.first, pair.second), &back = known.least(pair.second, pair.first);
      const Wide width = there && back ? -*back - *there : open;
      if (narrowest && width >= *narrowest) continue;
      narrowest = width;
      branches = {cuts(pair, least), cuts(reverse, -least)};
    }
    return branches;
  }

  // The second block of the pair follows the first one by so many periods or more.
  Cuts cuts(const DisjunctivePair& pair, Wide distance) const {
    Cuts result;
    for (const Dependence& arc : pair.arcs)
      result.push_back({arc.from, arc.to, arc.delay + (distance - arc.distance) * period()});
    return result;
  }

  static Bytes net(const DeviceUse& use) { return use.acquire - use.release; }
  const DeviceUse& use(BlockId block, MachineId m) const { return use_at(*model_.problem, block, m); }

  // times(b, i): how often b has run before i(0) starts; none where nothing is known.
  template <class Times>
  bool exceeds(MachineId m, BlockId i, const Times& times) const {
    const Device& d = model_.problem->device(device_of(*model_.problem, m));
    Wide before = d.static_memory;
    for (BlockId b : model_.on_machine[m]) {
      if (b == i || net(use(b, m)) == 0) continue;
      const std::optional<Wide> ran = times(b, net(use(b, m)));
      if (!ran) return false;
      before += net(use(b, m)) * *ran;
    }
    const MemoryLevel none(0, model_.problem->memory_release);
    return before + none.if_started(use(i, m)) > d.memory;
  }

  // No schedule fits where even this exceeds the memory: what takes memory has run as rarely as is known, and
  // what gives it back as often.
  bool may_fit(const DifferenceConstraints& known) const {
    for (MachineId m : model_.on_machine.ids()) {
      if (!model_.counts_memory[m]) continue;
      for (BlockId i : model_.on_machine[m]) {
        const auto times = [&](BlockId b, Bytes net) -> std::optional<Wide> {
          const auto& bound = net > 0 ? known.least(b, i) : known.least(i, b);
          if (!bound) return std::nullopt;
          return 1 + floor_div(net > 0 ? *bound : -*bound);
        };
        if (exceeds(m, i, times)) return false;
      }
    }
    return true;
  }

  std::optional<std::pair<MachineId, BlockId>> block_without_room() const {
    for (MachineId m : model_.on_machine.ids()) {
      if (!model_.counts_memory[m]) continue;
      for (BlockId i : model_.on_machine[m]) {
        const auto times = [&](BlockId b, Bytes) {
          return std::optional(1 + floor_div(start_[i] - start_[b]));
        };
        if (exceeds(m, i, times)) return std::pair{m, i};
      }
    }
    return std::nullopt;
  }

  std::vector<Cuts> memory_branches(MachineId m, BlockId i) const {
    std::vector<Cuts> branches;
    Cuts kept;  // those before have not run more favourably
    for (BlockId b : model_.on_machine[m]) {
      const Bytes bytes = net(use(b, m));
      if (b == i || bytes == 0) continue;
      const Wide periods = floor_div(start_[i] - start_[b]) * period();
      const Wide next = periods + period() + model_.duration[b], last = periods - model_.duration[i];
      Cuts& branch = branches.emplace_back(kept);
      if (bytes > 0) {
        branch.push_back({i, b, -last});
        kept.push_back({b, i, periods + model_.duration[b]});
      } else {
        branch.push_back({b, i, next});
        kept.push_back({i, b, -(periods + period() - model_.duration[i])});
      }
    }
    return branches;
  }

  const CyclicModel& model_;
  const std::vector<DisjunctivePair>& pairs_;
  const Time period_;
  Budget& budget_;
  IdVector<NodeId, Time> start_;  // of the nodes in the state looked at last
};

// A repetend that gives back more has all the memory it wants some day, as it runs for ever.
bool gives_back_no_more_than_it_takes(const CyclicModel& model) {
  IdVector<DeviceId, Bytes> kept(model.problem->devices.size());
  for (const Block& block : model.problem->blocks)
    for (const DeviceUse& use : block.uses) kept[use.device] += use.acquire - use.release;
  return std::ranges::all_of(kept, [](Bytes bytes) { return bytes >= 0; });
}

}  // namespace

// A period that is refuted refutes all shorter ones (refute.cpp).
PeriodProof prove_period(const CyclicModel& model, const DisjunctiveGraph& graph, Time at_least, Time below,
                         Budget& budget) {
  PeriodProof proof{at_least, std::nullopt};
  std::vector<Dependence> arcs = graph.arcs;
  std::ranges::copy(wait_arcs(model), std::back_inserter(arcs));
  while (below > at_least && gives_back_no_more_than_it_takes(model)) {
    AtPeriod attempt(model, graph, below - 1, budget);
    const Verdict verdict = attempt.decide(arcs);
    if (verdict == Verdict::refuted && waits_are_bounded(model)) proof.bound = below;
    if (verdict != Verdict::found) break;
    const auto timed = least_period_in_order(graph, {below - 1, attempt.starts()}, at_least);
    if (!timed) break;
    Periodic best = gathered(model, graph, *timed);
    best.start.resize(model.block_count());
    below = best.period;
    proof.schedule = CyclicSchedule{best.period, std::move(best.start)};
  }
  return proof;
}

}  // namespace repetend::search
