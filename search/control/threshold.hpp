// Threshold accepting (Dueck and Scheuer 1990): local search that takes any step which makes its value no
// worse than by a threshold; the threshold falls to nothing as the budget is used up.
#pragma once

#include "search/control/budget.hpp"
#include "search/control/effort.hpp"
#include "sim/core/ratio.hpp"

namespace repetend::search {

class Threshold {
 public:
  // The values are around `scale`; the threshold begins at that share of it, in ten thousandths, and falls
  // with what is left of the budget now.
  Threshold(Time scale, const Budget& budget, int share = effort.threshold_share)
      : scale_(scale), share_(share), all_(budget.left()) {}

  // A step may be worse by this: by a random number, a part from 0 to 1 of that share at first.
  Time now(const Budget& budget, std::uint64_t random) const {
    constexpr Wide parts = 1024, whole = 10'000;
    return static_cast<Time>(scale_ * static_cast<Wide>(share_) * static_cast<Wide>(random % parts) / parts *
                             budget.left() / all_ / whole);
  }

 private:
  Time scale_;
  int share_;
  std::uint64_t all_;
};

}  // namespace repetend::search
