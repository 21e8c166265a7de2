// How much the search may still do. States are counted, so that a run ends at the same place on every
// machine; seconds and cancellation are the user's choice and may cut elsewhere.
#pragma once

#include <chrono>
#include <optional>

#include "search/search.hpp"

namespace repetend::search {

class Budget {
 public:
  explicit Budget(const Options& options) : Budget(options, options.state_limit) {}
  Budget(const Options& options, std::uint64_t limit) : limit_(limit), cancel_(options.cancel) {
    using Clock = std::chrono::steady_clock;
    if (options.time_limit_s)
      deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(*options.time_limit_s));
  }

  // A part of this budget: its states count here too once spend()ed.
  Budget share(std::uint64_t states) const {
    Budget part = *this;
    part.used_ = 0;
    part.limit_ = std::min(states, left());
    return part;
  }

  void spend(std::uint64_t states = 1) { used_ += states; }
  std::uint64_t used() const { return used_; }
  std::uint64_t left() const { return used_ < limit_ ? limit_ - used_ : 0; }
  bool out() const { return used_ >= limit_ || stopped(); }
  bool stopped() const {
    return (cancel_ && cancel_->load(std::memory_order_relaxed)) ||
           (deadline_ && std::chrono::steady_clock::now() >= *deadline_);
  }

 private:
  std::uint64_t used_ = 0, limit_;
  const std::atomic<bool>* cancel_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
};

}  // namespace repetend::search
