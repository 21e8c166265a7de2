// Better plans around a plan, by branch and bound over a part of it at a time.
#pragma once

#include <optional>

#include "search/completion/draft.hpp"
#include "search/control/budget.hpp"
#include "search/control/measure.hpp"

namespace repetend::search {

struct ReoptimiseSettings {
  Measure measure = Measure::makespan;
  Time enough = 0;  // of the measure: stops once it is reached
  std::uint64_t seed = 1;
};

// Large neighbourhood search (Shaw 1998): some instances that are near each other in time, in micro-batches
// or on a machine are free, the others keep their orders, and branch and bound looks for a plan that measures
// less, which becomes the plan. Where it comes to its end soon, more instances are free the next time, else
// fewer. Until the budget is out. The best plan found, if any measures less than the one with these starts.
std::optional<Draft> reoptimise(const DraftModel&, const std::vector<Time>& start, const ReoptimiseSettings&,
                                Budget&);

}  // namespace repetend::search
