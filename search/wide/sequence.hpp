// Whole plans of wide problems as sequences of units: who comes first has its machines and its room in the
// pools first. A sequence decides everything else, and for each plan of earliest starts there is one.
#pragma once

#include <optional>
#include <vector>

#include "search/wide/model.hpp"

namespace repetend::search {

// Each unit comes after all that its instances wait for.
using Sequence = std::vector<Unit>;

struct TimedSequence {
  Sequence units;
  std::vector<Time> start;  // by unit
  Time end = 0;             // of the last of them
};

// The plan that runs the units in this order on every machine, with waits that keep the pools within their
// capacities whatever they take, timed by the evaluator. Starts need not be the earliest. None where
// transfers deadlock in these orders, or the plan is not valid.
std::optional<Plan> to_plan(const WideModel&, const TimedSequence&);

}  // namespace repetend::search
