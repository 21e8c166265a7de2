// What the phases of the search share about one placement: its problem, what is compiled of it once, its
// bounds, the best plan so far, the repetends found, the states left and the tally of what was done.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <vector>

#include "search/bounds/bounds.hpp"
#include "search/completion/list_schedule.hpp"
#include "search/control/budget.hpp"
#include "search/control/effort.hpp"
#include "search/phases/incumbent.hpp"
#include "sim/schedules/pipeline_view.hpp"

namespace repetend::search {

// What a search did, for people. The counters may be raised from several threads.
struct Tally {
  // What a beam found of u micro-batches a repetend, or a wider one after it; period 0: none.
  void found_repetend(int u, Time period);

  std::vector<std::pair<int, Time>> repetends;      // micro-batches a repetend, its shortest period; 0: none
  std::vector<std::pair<int, Time>> least_periods;  // micro-batches a repetend, proved bound of its period
  std::atomic<int> lists = 0, lists_fit = 0;        // list schedules
  std::atomic<int> schedules = 0, schedules_fit = 0;  // schedules people use that apply here
  std::uint64_t swaps = 0;                            // tried on the critical path
  std::uint64_t rearranged = 0;                       // lists tried around the best plan
  std::uint64_t looks = 0;                            // around the best plan, to improve it
  std::uint64_t makespan_states = 0;                  // of branch and bound over plans
  std::uint64_t period_states = 0;                    // of branch and bound over periods
  bool skipped = false;                               // its bound shows that another placement is better
  bool cut = false;                                   // by the limit of states or seconds, or cancelled
};

// What is compiled of a placement once, and its bounds.
struct Compiled {
  // The pieces are independent of each other and made side by side.
  static Compiled of(const Problem&, Monitor&);

  std::optional<DraftModel> draft_model;
  std::optional<SafeMemory> safe;
  std::vector<Segments> segmentations;
  Recognition pipeline;
  PeriodBound period;
  MakespanBound makespan;
};

struct PlacementSearch {
  // The options must outlive it.
  PlacementSearch(std::shared_ptr<const Problem>, const Options&, std::shared_ptr<Monitor>);
  PlacementSearch(std::shared_ptr<const Problem>, const Options&, std::shared_ptr<Monitor>, Compiled);
  // A search of the same placement for another objective, which goes on from what that one has found.
  PlacementSearch(const PlacementSearch& before, const Options&);
  PlacementSearch(const PlacementSearch&) = delete;
  PlacementSearch& operator=(const PlacementSearch&) = delete;

  // The phases begin with beams of that width, with the states of a search of its own.
  void begin_beam(int width);

  // The best plan is proved to be the shortest of this placement, or the one of the least measure.
  bool shortest_proved() const;
  bool least_proved() const;
  // A plan of a lower measure would be better: also where periods are compared and the best plan is too short
  // to repeat.
  bool wants_better() const;
  // No plan measures less, for that reason in words.
  void raise_bound(Time, const char* name, const char* reason);
  // A lower bound of the measure.
  Time enough() const { return measure == Measure::makespan ? makespan.value : completions.sum; }
  // The best plan is proved the shortest, and its period the least, and the makespan is what counts.
  bool nothing_to_gain() const;

  const std::shared_ptr<Monitor> monitor;
  const std::shared_ptr<const Problem> problem;
  const Options& options;
  const Measure measure;
  const DraftModel draft_model;
  const std::optional<SafeMemory> safe;       // where memory is limited and a micro-batch at a time fits
  const std::vector<Segments> segmentations;  // the partitions of the blocks that lists work with, in turn
  const Recognition pipeline;                 // which schedules people use go by
  const PeriodBound period;
  MakespanBound makespan;        // raised where branch and bound proves more
  CompletionsBound completions;  // where they are measured, also raised
  int beam_width = 0;            // of the beams that the phases begin with now
  bool first_beam = true;
  Budget budget;
  const Contest contest;
  Incumbent incumbent;
  std::vector<CyclicPlan> repetends;  // the best of every size tried, and one read off a plan
  bool follows = false;               // whether these come from the search before
  // Improvement ends then, in seconds since the search began, and after it what raises the bound.
  double improve_until = std::numeric_limits<double>::infinity(), bound_until = improve_until;
  int next_repetend_rank = rank::repetend;
  Tally tally;
};

using PlacementSearches = std::vector<std::unique_ptr<PlacementSearch>>;

// The partitions of the blocks that lists work with: where transfers block, whole segments, if there are any,
// and always single blocks;
// none where the problem is too large for lists.
std::vector<Segments> segmentations(const Problem&, const Stop& = never_stop);

// A list by that priority and, as long as that ends in a deadlock or without memory, by the same one with
// half as many micro-batches in flight, for each partition of the blocks; what comes of it is offered under
// the rank.
void try_list(PlacementSearch&, Budget&, const Priority&, int rank);

// Completes a repetend to plans, as it is and by lists that follow it where they can.
void complete(PlacementSearch&, Budget&, const CyclicPlan&);

// Local search over the orders of a plan that is small enough for many trials, each round with a seed of its
// own; nothing where it is not, or the budget is out. The candidate is empty where no better plan was found.
std::optional<Candidate> exchanged(const PlacementSearch&, Budget&, const Plan&, std::uint64_t round);

}  // namespace repetend::search
