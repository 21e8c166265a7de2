// What a search over whole plans makes least.
#pragma once

#include <algorithm>
#include <span>

#include "sim/core/ratio.hpp"

namespace repetend::search {

enum class Measure {
  makespan,    // when the last micro-batch has completed
  completions  // the sum of the times at which the micro-batches have completed
};

// The measure of a plan whose micro-batches complete at these times. A sum of many long times stays a time:
// beyond `sum_limit` it counts as that.
inline Time measured(Measure measure, std::span<const Time> completed) {
  if (measure == Measure::makespan) return std::ranges::max(completed);
  Wide sum = 0;
  for (const Time end : completed) sum += end;
  return static_cast<Time>(std::min<Wide>(sum, sum_limit));
}

}  // namespace repetend::search
