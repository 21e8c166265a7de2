// When the instances of a plan start while its orders change: only what a change moves is timed again. Exact
// in every transfer mode: transfers that may have to wait, or make a machine wait, are nodes beside the
// instances.
#pragma once

#include <limits>
#include <optional>

#include "search/completion/plan_orders.hpp"
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
  void forget();

  // The measure of the plan; none where it is more than `most`, and where the orders deadlock: then the swaps
  // must be taken back.
  std::optional<Time> time(Time most = std::numeric_limits<Time>::max());
  // Of the last plan timed, by instance.
  Time start(Index instance) const { return start_[instance]; }
  // Places of machines where the second follows the first at once, on a critical path to the end of the plan;
  // or, where completions are measured, to that of any micro-batch.
  std::vector<Place> critical() const;
  // All places of machines where neighbours of different blocks follow each other at once and neither could
  // start later without a longer makespan, or a later completion.
  std::vector<Place> all_critical() const;

 private:
  struct Neighbour {
    Index node;
    Time delay;  // from start to start
  };
  // Lists of all nodes one after the other.
  template <class T>
  struct Lists {
    Lists() = default;
    explicit Lists(const std::vector<std::vector<T>>& of_node) {
      for (const auto& list : of_node) {
        first.push_back(all.size());
        all.insert(all.end(), list.begin(), list.end());
      }
      first.push_back(all.size());
    }
    std::vector<T> all;
    std::vector<std::size_t> first;  // by node, and one more
    std::span<const T> of(Index i) const { return std::span(all).subspan(first[i], first[i + 1] - first[i]); }
  };
  static constexpr Index none = static_cast<Index>(-1);

  void add_neighbours();
  void add_steps(std::vector<std::vector<Neighbour>>& in) const;
  void add_stays();
  void add_rests();
  std::vector<Time> latest_starts() const;
  std::optional<Place> swappable(const Stay& before, const Stay& after) const;
  template <class Visit>
  void for_predecessors(Index, Visit) const;
  template <class Visit>
  void for_successors(Index, Visit) const;
  void mark(Index);
  void merge_wrong();
  bool sort();
  bool retime(Time most);
  void take_back();
  void sort_by_start();
  // What must end together: all of the plan, or each micro-batch.
  std::size_t part(Index instance) const { return ends_.size() == 1 ? 0 : instance % ends_.size(); }
  struct End {
    Time at = 0;
    Index last = none;  // the instance that ends last
  };
  Time find_ends();  // in tried_; the measure

  const PlanOrders* orders_;
  const Semantics& semantics_;
  std::vector<Time> duration_;  // by instance
  std::vector<Time> rest_;      // by node: the least time from its start to the end of the plan
  // What precedes a node and what follows it whatever the orders are, and the stays that it begins and ends.
  Lists<Neighbour> inputs_;
  Lists<Index> outputs_, entered_, left_;
  std::vector<Index> last_ones_;  // instances that may end last of their part: nothing in it follows them

  std::vector<Index> sequence_;      // all nodes, each after what it waits for
  std::vector<std::uint32_t> rank_;  // by node, in it
  std::vector<Time> start_;          // by node
  std::vector<Index> after_;         // by node: what it waits for longest
  std::vector<End> ends_, tried_;    // by part: of the last plan timed, and of the one that is being timed
  int changes_ = 0;                  // since the sequence was last sorted

  // What swaps have changed: ranks between which the sequence may be wrong, and nodes to time again.
  struct Ranks {
    std::size_t first, last;
  };
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
