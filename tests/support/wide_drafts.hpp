// Valid plans of wide problems (wide_problems.hpp), timed as the judge reads the design.
#pragma once

#include <optional>

#include "tests/support/plan_mutants.hpp"

namespace repetend::test {

// Everything starts as early as it can, capacities are at the peaks of some pools; some plans have durations
// of their own, and some feed their micro-batches in an order of their own. Nothing on a deadlock.
std::optional<Draft> tight_wide_plan(Random&, TransferMode);

// One micro-batch after the other, all of it a repetend but for what runs once an iteration. Nothing on a
// deadlock.
std::optional<Draft> periodic_wide_plan(Random&, TransferMode);

}  // namespace repetend::test
