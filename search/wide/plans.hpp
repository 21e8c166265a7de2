// The best plan of one wide problem whose choices are made.
#pragma once

#include <optional>
#include <string>

#include "search/control/budget.hpp"
#include "search/wide/feed.hpp"

namespace repetend::search {

class WidePlans {
 public:
  // The problem must have no open choices.
  explicit WidePlans(std::shared_ptr<const Problem>);

  // Schedules that people use and lists, in every order of the micro-batches that first_feeds() names: there
  // is a plan after that, if any of them fits the pools.
  void find(Budget&);
  // Looks around the best plan, until the makespan `enough` is met.
  void improve(Time enough, std::uint64_t seed, Budget&);
  void offer(std::optional<Plan>, Budget&);

  const std::optional<Plan>& plan() const { return plan_; }
  Time makespan() const { return makespan_; }
  bool is_better_than(const WidePlans& other) const {
    return std::pair(makespan_, peak_) < std::pair(other.makespan_, other.peak_);
  }
  // Why a schedule that people use has no plan: it deadlocks.
  const std::string& reason() const { return reason_; }

 private:
  void offer(const WideModel&, const std::optional<TimedSequence>&, Budget&);
  void find_fed(const Feed&, Budget&);

  std::shared_ptr<const Problem> problem_;
  std::optional<Plan> plan_;
  Time makespan_ = 0;
  Bytes peak_ = 0;  // of plans equally short the one that needs less memory is kept
  std::string reason_;
};

}  // namespace repetend::search
