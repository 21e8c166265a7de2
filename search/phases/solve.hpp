// One placement: its bounds and the best plan found for it, in two phases, so that placements can be searched
// side by side.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "search/bounds/bounds.hpp"
#include "search/completion/list_schedule.hpp"
#include "search/control/budget.hpp"
#include "search/control/incumbent.hpp"
#include "search/modulo/disjunctive_graph.hpp"
#include "sim/schedules/schedule.hpp"

namespace repetend::search {

// What a search did, for people.
struct Tally {
  std::vector<std::pair<int, Time>> repetends;      // micro-batches a repetend, its period; 0: none found
  std::vector<std::pair<int, Time>> least_periods;  // micro-batches a repetend, proved bound of its period
  int lists = 0, lists_fit = 0;                     // list schedules
  int schedules = 0, schedules_fit = 0;             // schedules people use that apply here
  std::uint64_t swaps = 0;                          // tried on the critical path
  std::uint64_t rearranged = 0;                     // lists tried around the best plan
  std::uint64_t settling = 0;                       // states of the branch and bound
  std::uint64_t settling_periods = 0;               // and of the one for periods
  bool skipped = false;                             // its bound shows that another placement is better
  bool cut = false;                                 // by the limit of states or seconds, or cancelled
};

struct Solution {
  std::shared_ptr<const Problem> problem;
  std::optional<Plan> plan;  // plan->schedule names what made it
  PeriodBound period;
  MakespanBound makespan;
  Value value = {};  // of the plan
  Time length = 0;   // its makespan
  std::uint64_t states = 0;
  Tally tally = {};
};

inline constexpr const char* ours = "search";  // the schedule that made our plans

// Among equals our plans come first, those of repetends in the order in which these are completed; then the
// schedules people use.
inline constexpr int repetend_rank = 0, list_rank = 1'000'000, guided_rank = list_rank + 50,
                     leanest_rank = list_rank + 99, schedule_rank = list_rank + 100;

std::vector<Units> list_units(const Problem&);

class Solver {
 public:
  // The bounds are known from the start.
  Solver(std::shared_ptr<const Problem>, const Options&);
  const MakespanBound& bound() const { return solution_.makespan; }

  void begin(std::shared_ptr<Monitor>);

  // First phase: list schedules and the schedules people use. The tasks may run side by side.
  std::vector<std::function<void()>> quick_tasks();
  // After them, where no plan is proved the shortest: lists that follow the schedules people use.
  std::vector<std::function<void()>> guided_tasks();
  // The shortest makespan so far; none found.
  std::optional<Time> best() const;

  // Second phase, left out where the bound is above `shortest`, what another placement is known to take:
  // repetends, their completion, local improvement, branch and bound.
  void search_repetends(std::optional<Time> shortest);

  Solution take();

 private:
  // Repetends of that many micro-batches: what is found of them.
  struct Size {
    int u;
    Budget budget;
    Time repeated;   // period of the repetend of one micro-batch, u times; 0: none found
    Time least = 0;  // proved
    std::optional<CyclicSchedule> found = {};
    std::optional<CyclicSchedule> guide = {};  // where that is none: one whose transfers deadlock
    std::uint64_t settling = 0;                // states of the branch and bound
  };

  void try_list(const Priority&, int rank);
  void try_schedule(const Schedule&, int rank);
  void try_leanest();
  void follow_schedule(const Schedule&, int rank);
  std::optional<Draft> list(const Units&, Priority) const;
  bool shortest_proved() const;
  bool wants_shorter() const;
  bool nothing_to_gain() const;
  void repetends();
  bool try_sizes(std::span<const int> sizes);
  void find(Size&, const Stop& needless) const;
  void settle_period_of(Size&, const CyclicModel&, const DisjunctiveGraph&) const;
  std::uint64_t settling_squares() const;
  void make_wait(Size&, const CyclicModel&) const;
  bool keep(const Size&);
  bool compares_periods() const;
  void fold_shortest();
  void lean_repetends();
  const CyclicPlan* repetend_to_lean() const;
  std::optional<CyclicPlan> repetend_under(Bytes memory, int u, Time period);
  void complete(const CyclicPlan&);
  void play_repetend(const CyclicPlan&, int rank);
  void polish();
  std::optional<Pool> exchanged(const Plan&, std::uint64_t round);
  void exchange();
  void rearrange();
  void settle();
  void offer(Pool, int rank);
  Pool empty_pool();

  std::shared_ptr<const Problem> problem_;
  const Options& options_;
  std::optional<Budget> budget_;
  const Problem untransferred_;  // the problem as if data moved at once
  const DraftModel draft_model_;
  const std::vector<Units> units_;  // what lists take at once, in turn
  std::vector<Priority> priorities_;
  std::vector<CyclicPlan> found_;  // the best repetend of every size tried, and one read off a plan
  int next_rank_ = repetend_rank;  // of plans made of repetends
  std::mutex mutex_;               // of what follows
  std::optional<Plan> shortest_;   // where periods are compared: the shortest plan, perhaps not the best
  Pool pool_;                      // the best so far; among equals that of the least rank
  int rank_ = 0;
  Solution solution_;
};

}  // namespace repetend::search
