// The best plan of one wide problem whose choices are made.
#pragma once

#include <optional>
#include <string>

#include "search/control/budget.hpp"
#include "search/phases/incumbent.hpp"
#include "search/wide/feed.hpp"

namespace repetend::search {

// Whether branch and bound is tried.
bool small_enough_to_prove(const Problem&);

// What plans of one placement are compared by.
struct WideContest {
  Objective objective = Objective::makespan;
  Ratio period_bound = {0, 1};
  std::optional<Time> period_at_most = {};
};

class WidePlans {
 public:
  // The problem must have no open choices.
  WidePlans(std::shared_ptr<const Problem>, const WideContest&);

  // Schedules that people use and lists, in every order of the micro-batches that first_feeds() names: there
  // is a plan after that, if any of them fits the pools.
  void find(Budget&);
  // Looks around the best plan, until its measure is `enough`.
  void improve(Time enough, std::uint64_t seed, Budget&);
  // Searches the orders of the problem with its best feed, where they say all (has_plain_plans()). Counts its
  // own states, and answers with them.
  std::uint64_t search_orders(const Options&, Budget&);
  // Branch and bound over whole plans that end before `below`. A bound of the makespan that holds for all of
  // the problem's plans, and is at most `below`.
  Bound prove(Time below, Budget&);
  void offer(std::optional<Plan>, Budget&);

  const std::shared_ptr<const Problem>& problem() const { return problem_; }
  const std::optional<Plan>& plan() const { return plan_; }
  const Value& value() const { return value_; }
  // Why a schedule that people use has no plan: it deadlocks.
  const std::string& reason() const { return reason_; }

 private:
  void offer(const WideModel&, const std::optional<TimedSequence>&, Budget&);
  void find_fed(const Feed&, Budget&);
  void find_repeating(Budget&);

  std::shared_ptr<const Problem> problem_;
  WideContest contest_;
  std::optional<Plan> plan_;
  Value value_{};  // of the plan
  std::string reason_;
};

}  // namespace repetend::search
