// How much the search may still do. States are counted, so that a run ends at the same place on every
// machine; seconds and cancellation are the user's choice and may cut elsewhere.
#pragma once

#include <algorithm>
#include <memory>

#include "search/monitor.hpp"
#include "search/stop.hpp"

namespace repetend::search {

// Of one placement; used by one thread at a time.
class Budget {
 public:
  Budget(std::shared_ptr<Monitor> monitor, std::uint64_t limit, std::size_t placement = 0)
      : monitor_(std::move(monitor)), placement_(placement), limit_(limit) {}
  explicit Budget(const Options& options) : Budget(std::make_shared<Monitor>(options), options.state_limit) {}

  // A part of this budget: its states count here too once spend()ed.
  Budget share(std::uint64_t states) const {
    Budget part = *this;
    part.before_ += used_;
    part.used_ = 0;
    part.limit_ = std::min(states, left());
    return part;
  }

  void spend(std::uint64_t states = 1) {
    constexpr std::uint64_t often = 256;  // a state takes microseconds
    used_ += states;
    if (used_ % often == 0) monitor_->states(placement_, before_ + used_);
  }
  std::uint64_t used() const { return used_; }
  std::uint64_t left() const { return used_ < limit_ ? limit_ - used_ : 0; }
  bool out() const { return used_ >= limit_ || stopped(); }
  bool stopped() const { return monitor_->stopped(); }
  bool cancelled() const { return monitor_->cancelled(); }
  // stopped(), for what has no budget.
  Stop stop() const {
    return [monitor = monitor_] { return monitor->stopped(); };
  }
  void found(Time makespan) { monitor_->found(makespan); }

 private:
  std::shared_ptr<Monitor> monitor_;
  std::size_t placement_;
  std::uint64_t limit_, used_ = 0, before_ = 0;  // before_: used by what this is a part of
};

}  // namespace repetend::search
