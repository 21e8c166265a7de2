// Plans around a plan, by lists that follow it but for a random part.
#pragma once

#include "search/completion/list_schedule.hpp"
#include "search/control/measure.hpp"

namespace repetend::search {

struct RearrangeSettings {
  Time enough = 0;             // of the measure: stops once it is reached
  std::uint64_t patience = 0;  // trials without a better plan
  std::uint64_t seed = 1;
  const SafeMemory* safe = nullptr;  // lists take only what is safe, where given
  Measure measure = Measure::makespan;
};

// Large neighbourhood search (Shaw 1998): the starts of a plan are the keys of list schedules (random keys,
// Bean 1994); each trial disturbs the keys of a window of time and becomes the plan when its measure is
// no higher. Until the budget is out, each trial counted as a state. The best found, if any is better than
// the plan given.
std::optional<Draft> rearrange(const DraftModel&, const std::vector<Segments>&,
                               const std::vector<Time>& start, const RearrangeSettings&, Budget&);

}  // namespace repetend::search
