// Branch and bound over all sequences of units, one of those that order all machines alike.
#pragma once

#include <optional>

#include "tests/support/wide_levels.hpp"

namespace repetend::test {

struct BestSequence {
  Time end = 0;
  std::vector<WideUnit> sequence;
  WideTimes times;
};

// The sequence that ends first, before `below` and with no pool above its capacity; none where there is none.
// Throws std::length_error where that takes too many steps to be known.
std::optional<BestSequence> best_sequence(const WideReading&, const IdVector<PoolId, Bytes>& capacities,
                                          Time below);

}  // namespace repetend::test
