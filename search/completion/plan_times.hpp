// When the instances of a plan start while its orders change: only what a change moves is timed again.
#pragma once

#include <limits>
#include <optional>

#include "search/completion/plan_orders.hpp"

namespace repetend::search {

// Transfers are delays here, as if every link were free: exact without contention, else too short.
class PlanTimes {
 public:
  using Index = PlanOrders::Index;
  using Place = PlanOrders::Place;

  // Both must outlive it.
  PlanTimes(const Problem&, const PlanOrders&);

  // Two neighbours were swapped; or all swaps since the last time() that returned one were taken back.
  void swapped(Place);
  void forget();

  // The makespan; none where it is more than `most`, which is no less than the last one, and where the orders
  // deadlock: then the swaps must be taken back.
  std::optional<Time> time(Time most = std::numeric_limits<Time>::max());
  // Of the last makespan: places on a critical path where the second follows the first at once.
  std::vector<Place> critical() const;

 private:
  struct Link {
    Index instance;
    Time delay;  // from start to start
  };
  static constexpr Index none = static_cast<Index>(-1);

  void add_links();
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
  Time makespan();

  const Problem* problem_;
  const PlanOrders* orders_;
  std::vector<Time> duration_;  // by instance
  std::vector<Time> tail_;      // by instance: the least time from its end to that of the plan
  // Of all instances one after the other: what its edges wait for, and what waits for it; where those begin.
  std::vector<Link> inputs_, outputs_;
  std::vector<std::size_t> first_input_, first_output_;
  std::vector<Index> last_ones_;  // without outputs

  std::vector<Index> sequence_;      // all instances, each after what it waits for
  std::vector<std::uint32_t> rank_;  // by instance, in it
  std::vector<Time> start_;          // by instance
  std::vector<Index> after_;         // by instance: what it waits for longest
  Index last_ = none;                // ends last
  int changes_ = 0;                  // since the sequence was last sorted

  // What swaps have changed: ranks between which the sequence may be wrong, and instances to time again.
  struct Ranks {
    std::size_t first, last;
  };
  bool sort(Ranks);
  std::vector<Ranks> wrong_;
  std::vector<char> marked_;  // by instance
  std::size_t marks_ = 0;

  struct Old {
    Index instance, after;
    Time start;
  };
  std::vector<Old> old_;
  std::vector<Index> old_sequence_;     // of those ranks, one after the other
  std::vector<std::uint32_t> missing_;  // by instance: predecessors between these ranks
  std::vector<Index> ready_;
};

}  // namespace repetend::search
