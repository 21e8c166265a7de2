// The plans found so far for one problem, of which the best by the objective is kept.
#pragma once

#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "search/completion/draft.hpp"
#include "search/completion/play.hpp"
#include "search/modulo/ratio.hpp"
#include "search/search.hpp"

namespace repetend::search {

// Less is better, the first number first.
using Value = std::array<Wide, 3>;

// That of the repetend. Of a plan too short to repeat, its makespan over N: the whole plan, run again and
// again, is a repetend of N micro-batches.
Ratio period_a_micro_batch(const Plan&);

// makespan: makespan, period a micro-batch, highest peak. period: period, makespan, peak. latency: sum of the
// times at which micro-batches complete, makespan, peak. memory: period, highest peak of a
// device, makespan.
// With `period_at_most`, shorter periods count as that.
Value value_of(const Plan&, Objective, std::optional<Time> period_at_most = {});

class Pool {
 public:
  // The model must outlive it.
  Pool(std::shared_ptr<const Problem> problem, const DraftModel& model, Objective objective,
       std::optional<Time> period_at_most = {})
      : problem_(std::move(problem)),
        model_(&model),
        objective_(objective),
        period_at_most_(period_at_most) {}

  // Times the orders and keeps them if they are the best so far. False when they deadlock or exceed the
  // memory, or time was up (end_when()). `from`: the repetend that the orders were made of, for plans too
  // short to repeat it.
  bool add(Orders orders, const std::string& schedule, const CyclicPlan* from = nullptr);
  // A draft to its end, which fits the memory.
  bool add(Draft, const std::string& schedule);
  // Orders with starts, when those are valid.
  bool add(Orders orders, std::vector<Time> start, const std::string& schedule);

  // Gives up orders that are being timed, and the look for their repetend, when that says so.
  void end_when(Stop stop) { stop_ = std::move(stop); }
  // What the plans repeat with shorter periods a micro-batch than that does not count.
  void expect_periods(const Ratio& bound) { period_bound_ = bound; }
  // From now on plans longer than that are not kept; for the makespan, where a better plan is known.
  void ignore_longer_than(Time makespan) { longest_ = makespan; }

  const std::optional<Plan>& best() const { return best_; }
  std::optional<Plan> take() { return std::move(best_); }
  const Value& value() const { return value_; }  // of the best
  Time best_makespan() const { return best_makespan_; }
  const Problem& problem() const { return *problem_; }

 private:
  bool keep(Plan plan, const CyclicPlan* from);

  std::shared_ptr<const Problem> problem_;
  const DraftModel* model_;
  Stop stop_ = never_stop;
  Objective objective_;
  std::optional<Time> period_at_most_;
  Ratio period_bound_;
  Time longest_ = std::numeric_limits<Time>::max();
  std::optional<Plan> best_;
  Value value_{};
  Time best_makespan_ = 0;
};

}  // namespace repetend::search
