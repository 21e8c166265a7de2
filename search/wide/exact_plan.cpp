#include "search/wide/exact_plan.hpp"

#include <algorithm>
#include <cmath>

#include "search/wide/memory_conflicts.hpp"

namespace repetend::search {
namespace {

// Two instances of one machine that overlap when both start as early as they can; the one that had better
// come first is the first.
struct Overlap {
  InstanceIndex first, last;
};

class PlanBranching {
 public:
  PlanBranching(const WideModel& model, Time at_least, Time below, Budget& budget)
      : model_(model), windows_(model), memory_(windows_), at_least_(at_least), budget_(budget) {
    proof_ = {at_least, false, {}};
    below_ = below;
  }

  WideProof prove() && {
    raise_bound();
    if (proof_.bound < below_) {
      windows_.begin(below_ - 1);
      proof_.complete = descend() && !unsure_;
    } else {
      proof_.complete = true;
    }
    if (proof_.complete) proof_.bound = std::max(proof_.bound, below_);
    return std::move(proof_);
  }

 private:
  // The least length that propagation alone does not refute, by bisection.
  void raise_bound() {
    Time low = proof_.bound, high = below_;
    while (low < high && !budget_.out()) {
      const Time middle = low + (high - low) / 2;
      windows_.begin(middle);
      budget_.spend();
      if (windows_.propagate() && !memory_.certain())
        high = middle;
      else
        low = middle + 1;
    }
    proof_.bound = low;
  }

  bool met() const { return below_ <= std::max(at_least_, proof_.bound); }

  // True: all plans below the node were looked at.
  bool descend() {
    if (met()) return true;
    if (budget_.out()) return false;
    budget_.spend();
    if (!windows_.propagate() || memory_.certain()) return true;
    if (const auto overlap = tightest_overlap()) return order(*overlap);
    if (const auto fusion = open_fusion()) return decide(*fusion);
    if (const auto overflow = memory_.first()) return wait(memory_.waits(*overflow));
    take();
    return true;
  }

  // Looks at the plans that `change` leaves.
  template <class Change>
  bool descend_after(Change change) {
    const PlanWindows::State state = windows_.state();
    windows_.limit(below_ - 1);
    change();
    const bool complete = descend();
    windows_.restore(state);
    return complete;
  }

  // The one that leaves the least time for the two, whichever comes first.
  std::optional<Overlap> tightest_overlap() const {
    const auto& [earliest, latest, duration, fused, added] = windows_.state();
    std::optional<Overlap> tightest;
    double least = 0;
    for (const auto& machine : windows_.machines())
      for (auto a = machine.begin(); a != machine.end(); ++a)
        for (auto b = std::next(a); b != machine.end(); ++b) {
          const bool overlap =
              earliest[*a] < earliest[*b] + duration[*b] && earliest[*b] < earliest[*a] + duration[*a];
          if (!overlap || !windows_.represents(*a) || !windows_.represents(*b)) continue;
          const Time ab = latest[*b] - earliest[*a] - duration[*a];
          const Time ba = latest[*a] - earliest[*b] - duration[*b];
          const auto low = static_cast<double>(std::max<Time>(std::min(ab, ba), 0));
          const auto high = static_cast<double>(std::max<Time>(std::max(ab, ba), 0));
          const double room = std::sqrt(low * high) + low;
          if (tightest && room >= least) continue;
          least = room;
          tightest = ab >= ba ? Overlap{*a, *b} : Overlap{*b, *a};
        }
    return tightest;
  }

  bool order(const Overlap& overlap) {
    bool complete = true;
    for (const std::size_t f : windows_.fusions_with(overlap.first, overlap.last))
      complete = complete && descend_after([&] { windows_.fuse(f); });
    for (const auto& [first, last] : {overlap, Overlap{overlap.last, overlap.first}})
      complete = complete && descend_after([&] { windows_.order(first, last); });
    return complete;
  }

  // While an instance counts as shorter than it is alone, it is open with whom it runs.
  std::optional<std::size_t> open_fusion() const {
    std::optional<std::size_t> shortest;
    for (std::size_t f = 0; f < windows_.fusions().size(); ++f) {
      const Unit& unit = windows_.fusions()[f];
      const bool open = windows_.state().fused[f] == PlanWindows::Fused::open &&
                        std::ranges::any_of(unit.instances, [&](InstanceIndex i) {
                          return windows_.state().duration[i] < model_.duration(i);
                        });
      if (open && (!shortest || unit.duration < windows_.fusions()[*shortest].duration)) shortest = f;
    }
    return shortest;
  }

  bool decide(std::size_t fusion) {
    return descend_after([&] { windows_.fuse(fusion); }) && descend_after([&] { windows_.part(fusion); });
  }

  // After a wait was looked at the others need not look at plans that have it.
  bool wait(const std::vector<MemoryWait>& waits) {
    const PlanWindows::State state = windows_.state();
    bool complete = true;
    for (const auto& [taker, giver, at_end] : waits) {
      complete = complete && descend_after([&] { windows_.add({giver, taker, at_end, 0}); });
      windows_.add({taker, giver, false, 1 - (at_end ? windows_.longest(giver) : 0)});
    }
    windows_.restore(state);
    return complete;
  }

  // What takes no time comes first: at one instant it is before what runs on from there.
  Sequence units() const {
    Sequence units;
    for (const InstanceIndex i : model_.instances())
      if (windows_.represents(i)) units.push_back(windows_.unit(i));
    std::ranges::stable_partition(units, [](const Unit& unit) { return unit.duration == 0; });
    return units;
  }

  // Nothing conflicts: the earliest starts are a plan.
  void take() {
    const std::vector<Time>& earliest = windows_.state().earliest;
    Sequence all = units();
    std::vector<Time> times;
    for (const Unit& unit : all) times.push_back(earliest[unit.instances.front()]);
    TimedSequence found{ordered(model_, std::move(all), times), {}, 0};
    for (const Unit& unit : found.units) found.start.push_back(earliest[unit.instances.front()]);
    found.end = end_of(found.units, found.start);
    if (found.units.size() < times.size()) {
      unsure_ = true;
      return;
    }
    below_ = found.end;
    proof_.best = std::move(found);
  }

  const WideModel& model_;
  PlanWindows windows_;
  MemoryConflicts memory_;
  Time at_least_, below_;
  Budget& budget_;
  WideProof proof_;
  bool unsure_ = false;  // some plan could not be put into an order: what takes no time waited in a circle
};

}  // namespace

WideProof prove_least_makespan(const WideModel& model, Time at_least, Time below, Budget& budget) {
  return PlanBranching(model, at_least, below, budget).prove();
}

}  // namespace repetend::search
