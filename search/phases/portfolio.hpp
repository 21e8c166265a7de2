// The searches for one objective and for others whose plans it is compared with.
#pragma once

#include "search/phases/placement_search.hpp"

namespace repetend::search {

// A search for the latency goes on from the shortest plan, one for less memory from the shortest period. And
// as what is good for one objective may by chance be best for another, an answer that is not proved best is
// compared with the answers for all objectives, up to a size (effort.hpp): so none of those is better. The
// makespan, which all others begin with, is searched for alone.
class Portfolio {
 public:
  // The placements and the options must outlive it.
  Portfolio(const Placements&, const Options&);

  void run();
  // For the objective of the options, once that has run; with the plans of all others offered to them.
  const PlacementSearches& searches() const { return find(options_.objective)->searches; }
  const Monitor& monitor() const { return *monitor_; }
  std::uint64_t states() const;

 private:
  // Of all placements for one objective.
  struct ObjectiveSearch {
    Options options;
    PlacementSearches searches;
  };

  ObjectiveSearch* find(Objective) const;
  void run(Objective);
  ObjectiveSearch& begin(Objective);
  ObjectiveSearch& follow(const ObjectiveSearch& base, Objective);
  void run_others();
  void improve_until_time_is_up();
  bool ends_with_time() const;

  const Placements& placements_;
  const Options& options_;
  const std::shared_ptr<Monitor> monitor_;
  std::vector<std::unique_ptr<ObjectiveSearch>> runs_;
};

}  // namespace repetend::search
