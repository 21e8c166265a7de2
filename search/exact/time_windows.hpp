// When each instance may run in a plan that is short enough: constraint propagation over whole plans.
#pragma once

#include <optional>
#include <vector>

#include "search/control/measure.hpp"
#include "search/control/work_limit.hpp"
#include "search/exact/memory_windows.hpp"
#include "search/exact/one_machine.hpp"
#include "sim/semantics/semantics.hpp"

namespace repetend::search {

// It asks for no more than what every plan obeys: rendezvous and blocking transfers count as if they kept no
// machine. A node is an instance, by instance_index(), or after those a transfer that waits for its link.
class TimeWindows {
 public:
  // From start to start.
  struct Arc {
    std::size_t from, to;
    Time delay;
  };
  // Starts, by node.
  struct Windows {
    std::vector<Time> earliest, latest;
  };

  explicit TimeWindows(const Problem&, Measure = Measure::makespan);

  // The windows of plans that measure no more than that, with no arcs but the problem's own. False: there is
  // no such plan. Out of steps, here and below: the windows are wider than they might be, and nothing is said
  // against a plan.
  bool begin(Time at_most, WorkLimit&);
  // From here on plans may measure no more than that.
  void limit(Time at_most) { at_most_ = at_most; }
  // Arcs between instances that plans shall obey as well, last in, first out.
  void add(const Arc& arc) { more_.push_back(arc); }
  std::size_t added() const { return more_.size(); }
  void remove_added(std::size_t left) { more_.resize(left); }
  // Until nothing follows any more. False: there is no such plan.
  bool propagate(WorkLimit&);
  // Shaves off what is found to be impossible by trying, for one instance after the other, whether it can
  // start in the first part of its window, or the last, until nothing more is. False: there is no such plan.
  bool shave(WorkLimit&);

  const Windows& windows() const { return windows_; }
  void set(const Windows&);

  std::size_t nodes() const { return length_.size(); }
  Time length(std::size_t node) const { return length_[node]; }
  // Of the problem; those into a node come before those out of it.
  const std::vector<Arc>& arcs() const { return arcs_; }

 private:
  struct Use {
    std::size_t node;
    Time duration;
  };
  struct Resource {
    std::vector<Use> uses = {};
    std::optional<MemoryWindows> memory = {};
    std::uint64_t steps = 0;  // of one tightening
    bool dirty = false;       // a window of its uses has shrunk since
  };

  void add_arcs();
  void add_resources();
  void sort_arcs();
  bool follow_arcs();
  bool obey_limit();
  bool tighten(Resource&);
  void raise(std::size_t node, Time earliest);
  void lower(std::size_t node, Time latest);
  void touch(std::size_t node);
  bool shave_off(std::size_t node, bool early, WorkLimit&);

  Problem problem_;
  Semantics semantics_;
  Measure measure_;
  Time at_most_ = 0;
  std::vector<Time> length_;  // by node
  std::vector<Arc> arcs_, more_;
  std::vector<Resource> resources_;
  std::vector<std::vector<std::size_t>> resources_of_;  // by node
  Windows windows_;
  OneMachine one_machine_;
  bool shaved_ = false;
  std::vector<Activity> activities_;  // scratch, as all below
  std::vector<std::size_t> shrunk_;
  std::vector<Time> completed_;
  Windows before_;
};

}  // namespace repetend::search
