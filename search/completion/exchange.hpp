// Local search over the orders of a whole plan, for a shorter makespan.
#pragma once

#include <optional>

#include "search/control/budget.hpp"
#include "sim/plan/plan.hpp"

namespace repetend::search {

struct ExchangeSettings {
  Time enough = 0;  // a makespan: stops once it is reached
  std::uint64_t seed = 1;
};

// A trial times but what it moves.
inline constexpr std::uint64_t trials_a_state = 4;

// Orders that fit the memory and take less time than those given, transfers taken for delays; none found. A
// move swaps neighbours on a critical path (van Laarhoven, Aarts and Lenstra 1992) and perhaps another pair
// on that device, so that what takes memory may come with what gives it back; threshold.hpp says what is
// accepted. Until the makespan is enough or the budget is out.
std::optional<Orders> exchange(const Problem&, const Orders&, const ExchangeSettings&, Budget&);

}  // namespace repetend::search
