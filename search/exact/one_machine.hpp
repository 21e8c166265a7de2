// Constraint propagation on one machine: what follows for activities that run one at a time from when each
// may start and must have ended.
#pragma once

#include <vector>

#include "sim/core/units.hpp"

namespace repetend::search {

// It starts at `earliest` or later and has ended by `latest`.
struct Activity {
  Time earliest = 0, latest = 0, duration = 0;
};

// Raises `earliest` and lowers `latest` by detectable precedences, not-last and edge finding, once each. No
// schedule of the machine is lost. False: there is none.
class OneMachine {
 public:
  bool tighten(std::vector<Activity>&);

 private:
  // Sets of activities, sorted by earliest start, with the earliest end of each set: a balanced tree whose
  // nodes are what is below them (Vilim 2007, "Global Constraints in Scheduling"). Of the grey activities one
  // may count as in the set: the one by which the end is the latest.
  class Tree {
   public:
    void clear(const std::vector<Activity>&);  // an empty set of these activities
    void add(std::size_t);
    void remove(std::size_t);
    void make_grey(std::size_t);
    Time end() const { return nodes_[1].end; }
    Time grey_end() const { return nodes_[1].grey_end; }
    std::size_t grey() const { return nodes_[1].end_by; }

   private:
    struct Node {
      Time work, end, grey_work, grey_end;
      std::size_t work_by, end_by;  // the grey activities that these are by
    };
    void set(std::size_t, const Node&);

    const std::vector<Activity>* activities_ = nullptr;
    std::vector<std::size_t> leaf_, by_earliest_;
    std::vector<Node> nodes_;
    std::size_t leaves_ = 1;
  };

  bool raise_earliest(std::vector<Activity>&);
  bool edge_finding(std::vector<Activity>&);
  void detectable_precedences(std::vector<Activity>&);
  void not_last(std::vector<Activity>&);

  Tree tree_;
  std::vector<std::size_t> first_, second_;
  std::vector<Time> found_;
};

}  // namespace repetend::search
