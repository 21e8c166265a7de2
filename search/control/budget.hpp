// How much the search may still do. States are counted, so that a run ends at the same place on every
// machine; seconds and cancellation are the user's choice and may cut elsewhere.
#pragma once

#include <algorithm>
#include <memory>

#include "search/control/monitor.hpp"
#include "search/control/stop.hpp"

namespace repetend::search {

// A budget belongs to one piece of work, and is used by one thread at a time.
class Budget {
 public:
  Budget(std::shared_ptr<Monitor> monitor, std::uint64_t limit)
      : monitor_(std::move(monitor)), limit_(limit) {}
  explicit Budget(const Options& options) : Budget(std::make_shared<Monitor>(options), options.state_limit) {}

  // The share is a part of this budget, for work that ends also when it is needless. Its states count here
  // once the part is spent.
  Budget share(std::uint64_t states, Stop needless = never_stop) const {
    Budget part = *this;
    part.used_ = part.beside_ = part.told_ = 0;
    part.limit_ = std::min(states, left());
    part.needless_ = [mine = needless_, needless = std::move(needless)] { return mine() || needless(); };
    return part;
  }

  // The new budget has states of its own; once it is spent they count towards the limit here all the same,
  // once it is added they do not.
  Budget beside(std::uint64_t states) const {
    Budget own = share(0);
    own.limit_ = states;
    return own;
  }

  void refill(std::uint64_t states) { limit_ = used_ + states; }

  void spend() {
    ++used_;
    tell();
  }
  void spend(const Budget& part) {
    used_ += part.used_;
    beside_ += part.beside_;
    told_ += part.told_;
    tell_rest();
  }
  void add(const Budget& part) {
    beside_ += part.expanded();
    told_ += part.told_;
    tell_rest();
  }
  // The monitor is told of states some hundred at a time; when a piece of work has ended, of the rest.
  void tell_rest() {
    monitor_->expanded(expanded() - told_);
    told_ = expanded();
  }
  std::uint64_t used() const { return used_; }
  // The states used, and those of work beside this budget.
  std::uint64_t expanded() const { return used_ + beside_; }
  std::uint64_t left() const { return used_ < limit_ ? limit_ - used_ : 0; }
  bool out() const { return used_ >= limit_ || stopped(); }
  bool stopped() const { return monitor_->stopped() || needless_(); }
  bool cancelled() const { return monitor_->cancelled(); }
  // What may be a first plan goes on until this.
  bool overdue() const { return monitor_->overdue(); }
  // What has no budget asks stopped() through this.
  Stop stop() const {
    return [monitor = monitor_, needless = needless_] { return monitor->stopped() || needless(); };
  }
  void found(const Plan& plan, Time makespan) { monitor_->found(plan, makespan); }
  Workers& workers() const { return monitor_->workers(); }

 private:
  void tell() {
    constexpr std::uint64_t often = 256;  // a state takes microseconds
    if (expanded() >= told_ + often) tell_rest();
  }

  std::shared_ptr<Monitor> monitor_;
  Stop needless_ = never_stop;
  std::uint64_t limit_, used_ = 0, beside_ = 0, told_ = 0;  // told_: to the monitor
};

}  // namespace repetend::search
