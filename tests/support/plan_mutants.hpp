// Small random damage to plans and their problems, for tests of what judges plans.
#pragma once

#include <random>

#include "sim/plan/plan.hpp"
#include "tests/support/drafts.hpp"
#include "tests/support/problems.hpp"

namespace repetend::test {

using Random = std::mt19937_64;

template <class Items>
auto& any_of(Random& random, Items& items) {
  return items[static_cast<std::size_t>(uniform(random, 0, std::ssize(items) - 1))];
}

// One change of what every plan has: times, orders, shape, amounts of the problem, the repetend.
void mutate(Random&, Draft&);
// One change of what plain problems and their plans do not have: waits, fused groups, durations, the order of
// micro-batches; lanes, pools, repeats, times, pairs.
void mutate_wide(Random&, Draft&);

}  // namespace repetend::test
