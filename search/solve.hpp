// One placement: its bounds and the best plan found for it.
#pragma once

#include "search/bounds/bounds.hpp"
#include "search/budget.hpp"
#include "search/pool.hpp"

namespace repetend::search {

struct Solution {
  std::optional<Plan> plan;  // plan->schedule names what made it
  std::string reason;        // why there is none
  PeriodBound period;
  MakespanBound makespan;
  std::uint64_t states = 0;
};

Solution solve(std::shared_ptr<const Problem>, const Options&);

}  // namespace repetend::search
