// When each instance of a wide problem may start in a plan that is short enough: constraint propagation over
// whole plans, given what a branch and bound has decided.
#pragma once

#include <vector>

#include "search/exact/one_machine.hpp"
#include "search/wide/fusions.hpp"

namespace repetend::search {

// Plans in which transfers are delays. Instances that may run fused, as long as that is open, take no longer
// than the shortest way to run them.
class PlanWindows {
 public:
  // `to` starts no earlier than `delay` after the start of `from`, or after its end.
  struct Arc {
    InstanceIndex from, to;
    bool from_end;
    Time delay;
  };
  enum class Fused : unsigned char { open, no, yes };
  // What a node of the search is.
  struct State {
    std::vector<Time> earliest, latest, duration;  // starts, by instance; durations at least
    std::vector<Fused> fused;                      // by fusion
    std::size_t added = 0;                         // arcs
  };

  // The model must outlive it.
  explicit PlanWindows(const WideModel&);

  // Nothing is decided yet; plans shall end no later than that. All times are in ns.
  void begin(Time at_most);
  // From here on plans shall end no later than that.
  void limit(Time at_most) { at_most_ = at_most; }
  void add(const Arc&);
  // `first` ends before `last` starts, and so they are not fused.
  void order(InstanceIndex first, InstanceIndex last);
  void fuse(std::size_t fusion);
  void part(std::size_t fusion);
  // Until nothing follows any more, or nearly so. False: there is no such plan.
  bool propagate();

  const State& state() const { return state_; }
  // Back to a state that this one comes from.
  void restore(const State&);

  const WideModel& model() const { return *model_; }
  const Reachability& reachability() const { return reach_; }
  const std::vector<Unit>& fusions() const { return fusions_; }
  // Numbers of the fusions that have both instances and are not excluded.
  std::vector<std::size_t> fusions_with(InstanceIndex, InstanceIndex) const;
  // The longest that the instance may take, as far as is decided.
  Time longest(InstanceIndex) const;
  // Whether the instance stands for those it is fused with.
  bool represents(InstanceIndex) const;
  // What the instance runs as, as far as is decided.
  Unit unit(InstanceIndex) const;
  // By machine.
  const std::vector<std::vector<InstanceIndex>>& machines() const { return machines_; }

 private:
  // Of the problem. `together` are the fusions in which it asks for nothing.
  struct OwnArc {
    Arc arc;
    std::vector<std::size_t> together;
  };

  void add_own_arcs();
  void find_duration(InstanceIndex);
  Time delay(const OwnArc&) const;
  Time delay(const Arc& arc) const { return arc.delay + (arc.from_end ? state_.duration[arc.from] : 0); }
  bool follow(InstanceIndex from, InstanceIndex to, Time delay);
  bool follow_fused();
  bool follow_arcs();
  bool part_impossible();
  bool tighten(const std::vector<InstanceIndex>& machine);
  Time share(InstanceIndex) const;
  bool raise(InstanceIndex, Time);
  bool lower(InstanceIndex, Time);

  const WideModel* model_;
  Reachability reach_;
  std::vector<Unit> fusions_;
  std::vector<std::vector<std::size_t>> fusions_of_;  // by instance
  std::vector<std::vector<InstanceIndex>> machines_;
  std::vector<OwnArc> arcs_;
  std::vector<Arc> added_;
  Time at_most_ = 0;
  State state_;
  OneMachine one_machine_;
  std::vector<Activity> activities_;        // scratch
  std::vector<InstanceIndex> activity_of_;  // scratch
};

}  // namespace repetend::search
