// How long work may go on that expands no states, as bounds do: so many steps, so that a run ends at the same
// place on every machine, and as long as nobody says stop.
#pragma once

#include <cstdint>

#include "search/control/effort.hpp"
#include "search/control/stop.hpp"

namespace repetend::search {

class WorkLimit {
 public:
  explicit WorkLimit(Stop stop = never_stop, std::uint64_t most = effort.bounds.steps)
      : stop_(std::move(stop)), left_(most) {}

  // So many steps, of about a nanosecond each, come next. False: they may not; from then on none may.
  bool take(std::uint64_t steps) {
    constexpr std::uint64_t often = 1'000'000;
    since_ += steps;
    if (steps > left_ || (since_ >= often && stop_())) {
      left_ = 0;
      return false;
    }
    if (since_ >= often) since_ = 0;
    left_ -= steps;
    return true;
  }
  bool out() const { return left_ == 0; }
  std::uint64_t left() const { return left_; }

 private:
  Stop stop_;
  std::uint64_t left_, since_ = 0;
};

}  // namespace repetend::search
