// Threshold accepting (Dueck and Scheuer 1990): local search that takes any step which makes its value no
// worse than by a threshold; the threshold falls to nothing as the budget is used up.
#pragma once

#include "search/control/budget.hpp"
#include "search/control/effort.hpp"
#include "search/control/ratio.hpp"

namespace repetend::search {

class Threshold {
 public:
  // The values are around `scale`; the threshold falls with what is left of the budget now.
  Threshold(Time scale, const Budget& budget) : scale_(scale), all_(budget.left()) {}

  // A step may be worse by this: by a random number, a part from 0 to 1 of 3 % of the scale at first.
  Time now(const Budget& budget, std::uint64_t random) const {
    constexpr Wide percent = effort.threshold_percent, parts = 1024;
    return static_cast<Time>(scale_ * percent * static_cast<Wide>(random % parts) / parts * budget.left() /
                             all_ / 100);
  }

 private:
  Time scale_;
  std::uint64_t all_;
};

}  // namespace repetend::search
