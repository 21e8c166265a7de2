// When the instances of a plan start while its orders change: only what a change moves is timed again. Exact
// in every transfer mode.
#pragma once

#include <limits>
#include <optional>

#include "search/completion/plan_graph.hpp"
#include "search/control/measure.hpp"

namespace repetend::search {

class PlanTimes {
 public:
  using Index = PlanOrders::Index;
  using Place = PlanOrders::Place;
  using Stay = PlanOrders::Stay;

  // The orders must outlive it.
  explicit PlanTimes(const PlanOrders&, Measure = Measure::makespan);

  // Two neighbours were swapped; or all swaps since the last time() that returned one were taken back.
  void swapped(Place);
  void taken_back();

  // The measure of the plan; none where it is more than `most`, and where the orders deadlock: then the swaps
  // must be taken back.
  std::optional<Time> time(Time most = std::numeric_limits<Time>::max());
  // Of the last plan timed, by instance.
  Time start(Index instance) const { return start_[instance]; }
  // Places of machines where the second follows the first at once, on a critical path to the end of the plan;
  // or, where completions are measured, to that of any micro-batch. In a window, those of it.
  std::vector<Place> critical() const;
  // All places of machines where neighbours of different blocks follow each other at once and neither could
  // start later without a longer makespan, or a later completion.
  std::vector<Place> all_critical() const;

  // Windows of the sequence of all nodes by their starts, one after the other from the last rank given to the
  // first nodes: in each its nodes alone may change places and they alone are timed again, and the makespan
  // of the plan is exact all the same. What comes before them starts when it did, and how long what follows
  // them takes is known. A plan was timed, and the makespan is the measure.
  void begin_windows(std::size_t last);
  // The window of so many nodes, or as many as are left, before the last one; there are some.
  void next_window(std::size_t count);
  std::size_t nodes_before_window() const { return window_->ranks.first; }
  std::size_t window_size() const { return window_->ranks.last + 1 - window_->ranks.first; }
  Index window_node(std::size_t k) const { return sequence_[window_->ranks.first + k]; }
  bool in_window(Place) const;
  // All nodes are timed again; the makespan.
  Time end_windows();
  std::size_t nodes() const { return graph_.size(); }

 private:
  static constexpr Index none = static_cast<Index>(-1);

  std::vector<Time> latest_starts() const;
  std::optional<Place> swappable(const Stay& before, const Stay& after) const;
  void mark(Index);
  void forget();
  void merge_wrong();
  bool sort();
  bool retime(Time most);
  void take_back();
  void sort_by_start();
  void find_tails();
  // What must end together: all of the plan, or each micro-batch.
  std::size_t part(Index instance) const { return ends_.size() == 1 ? 0 : instance % ends_.size(); }
  struct End {
    Time at = 0;
    Index last = none;  // the node that ends last, or that what ends last waits for
  };
  Time find_ends();  // in tried_; the measure
  Time leave_window(End&) const;
  bool follows_before(Index, std::size_t rank) const;
  void leave_behind();
  void look_around_window();

  const PlanGraph graph_;
  const Semantics& semantics_;
  std::vector<Index> last_ones_;  // instances that may end last of their part: nothing in it follows them

  std::vector<Index> sequence_;      // all nodes, each after what it waits for
  std::vector<std::uint32_t> rank_;  // by node, in it
  std::vector<Time> start_;          // by node
  std::vector<Index> after_;         // by node: what it waits for longest
  std::vector<End> ends_, tried_;    // by part: of the last plan timed, and of the one that is being timed
  int changes_ = 0;                  // since the sequence was last sorted

  // By node: the time from its start to the end with the orders of the last plan timed, or with those when
  // the window was opened; empty where that is not known.
  std::vector<Time> tail_;
  std::size_t in_vain_ = 0;  // nodes timed since that plan in others that measured too much

  // Ranks, the last one included.
  struct Ranks {
    std::size_t first, last;
  };
  struct Window {
    Ranks ranks;
    Time beside = 0;              // the longest path that leads past it
    std::vector<Index> behind;    // what is behind it and follows anything that is not,
    std::vector<Index> leaving;   // and, of that, what follows something in it
    std::vector<Index> ending;    // of the instances that may end last, those in it
    Time longest_behind = 0;      // the longest path that begins behind it
    std::vector<Time> ends = {};  // the last end up to each rank before the first window
  };
  std::optional<Window> window_;

  // What swaps have changed: ranks between which the sequence may be wrong, and nodes to time again.
  bool sort(Ranks);
  std::vector<Ranks> wrong_;
  std::vector<char> marked_;  // by node
  std::size_t marks_ = 0;

  struct Old {
    Index node, after;
    Time start;
  };
  std::vector<Old> old_;
  std::vector<Index> old_sequence_;     // of those ranks, one after the other
  std::vector<std::uint32_t> missing_;  // by node: predecessors between these ranks
  std::vector<Index> ready_;
};

}  // namespace repetend::search
