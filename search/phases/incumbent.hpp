// The best plan found so far for one placement, and what makes one plan better than another.
#pragma once

#include <array>
#include <limits>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "search/completion/draft.hpp"
#include "search/completion/play.hpp"
#include "search/control/budget.hpp"
#include "search/control/measure.hpp"
#include "search/search.hpp"
#include "sim/core/ratio.hpp"

namespace repetend::search {

// The schedule that plans of the search's own making are named after.
inline constexpr const char* own_schedule = "search";

// A plan with less is better, and the first number counts first.
using Value = std::array<Wide, 3>;

// The period of a plan's repetend. That of a plan too short to repeat is its makespan over N: the whole plan,
// run again and again, is a repetend of N micro-batches, if no edge from one run to the next takes longer.
Ratio period_a_micro_batch(const Plan&, Time makespan);
Ratio period_a_micro_batch(const Plan&);

// What searches over whole plans make least for an objective, while the period does not matter.
inline Measure measure_of(Objective objective) {
  return objective == Objective::latency ? Measure::completions : Measure::makespan;
}

// Whether plans are compared by their periods first.
inline bool compares_periods(Objective objective) {
  return objective == Objective::period || objective == Objective::memory;
}

// What plans are compared by: the objective's own number, then the others. For the makespan: makespan,
// highest peak of a device, period a micro-batch. For the period: period, makespan, peak. For the latency:
// the sum of the times at which micro-batches complete, makespan, peak. For the memory: period, peak,
// makespan. With `period_at_most`, shorter periods count as that. A plan too short to repeat counts with no
// less than what any period is: from one run of it to the next there may be edges that take longer.
Value value_of(const Plan&, Time makespan, Bytes peak, Objective, Ratio period_bound,
               std::optional<Time> period_at_most = {});

// Which of two plans of the same value is kept: the one of the lower rank. Plans of repetends come first, in
// the order in which these are completed, then lists, then the schedules people use, then the answers of
// searches for other objectives.
namespace rank {
inline constexpr int repetend = 0, list = 1'000'000, guided_list = list + 50, groups = list + 90,
                     one_at_a_time = list + 99, schedule = list + 100, other_search = list + 1'000;
}

// What it takes to time a plan of one placement and to compare it with others.
struct Contest {
  std::shared_ptr<const Problem> problem;
  const DraftModel* model;
  Objective objective = Objective::makespan;
  std::optional<Time> period_at_most = {};
  Ratio period_bound = {};  // what a plan repeats with a shorter period a micro-batch does not count
};

// The best of the plans that one piece of work makes, until it is offered to the incumbent.
class Candidate {
 public:
  // The contest must outlive it. Orders that are being timed, and the look for their repetend, are given up
  // when `stop` says so. For the makespan, plans longer than `longest` are not kept.
  explicit Candidate(const Contest& contest, Stop stop = never_stop,
                     Time longest = std::numeric_limits<Time>::max())
      : contest_(&contest), stop_(std::move(stop)), longest_(longest) {}

  // Times the orders and keeps them if they are the best so far. False when they deadlock or exceed the
  // memory, or it was stopped. `from`: the repetend that the orders were made of, for plans too short to
  // repeat it.
  bool add(Orders orders, const std::string& schedule, const CyclicPlan* from = nullptr);
  // The draft has come to its end, which fits the memory.
  bool add(Draft, const std::string& schedule);
  // The orders are kept with these starts, when those are valid.
  bool add(Orders orders, std::vector<Time> start, const std::string& schedule);
  // A plan of another search of this placement, valid and with its repetend.
  void add(Plan);

  void stop_when(Stop stop) { stop_ = std::move(stop); }

  const std::optional<Plan>& plan() const { return plan_; }
  const Value& value() const { return value_; }
  Time makespan() const { return makespan_; }
  Time measured() const;  // as measure_of() says

 private:
  friend class Incumbent;
  bool keep(Plan plan, const CyclicPlan* from);
  void keep(Plan plan, Time length);

  const Contest* contest_;
  Stop stop_;
  Time longest_;
  std::optional<Plan> plan_;
  Value value_{};
  Time makespan_ = 0;
};

// An incumbent may be used from several threads, but plan() must not meet an offer.
class Incumbent {
 public:
  // The contest must outlive it.
  explicit Incumbent(const Contest& contest) : contest_(&contest) {}

  // An empty candidate that drops what is longer than the best so far and so could not become the best.
  Candidate candidate(const Budget&) const;

  // Makes the candidate the best where it is better, or as good and of a lower rank. What becomes the best is
  // verified here, so that nothing is left to do for the answer when time is up; then only a first plan is
  // still worth that.
  void offer(Candidate, int rank, Budget&);
  // The same where it is better only, and the rank stays.
  void improve(Candidate, Budget&);

  const std::optional<Plan>& plan() const { return plan_; }
  std::optional<Plan> take() { return std::move(plan_); }
  const Value& value() const { return value_; }
  std::optional<Time> makespan() const;
  std::optional<Time> measured() const;  // as measure_of() says
  // Where periods are compared: the shortest plan offered, perhaps not the best.
  const std::optional<Plan>& shortest() const { return shortest_; }

 private:
  bool wants(const Candidate&, int rank, const Budget&) const;

  const Contest* contest_;
  mutable std::mutex mutex_;  // of what follows
  std::optional<Plan> plan_, shortest_;
  Value value_{};
  Time makespan_ = 0, shortest_makespan_ = 0;
  int rank_ = 0;
};

}  // namespace repetend::search
