// The judge of the engine and the evaluator for all that a problem can have: times a plan by following the
// definitions of docs/semantics.md one by one, with plain recursion and no events, apart from all code that
// it judges.
#pragma once

#include <span>

#include "tests/support/reference_timing.hpp"

namespace repetend::test {

// Starts and ends are 0 where there is no instance. By instance_index(), or empty: durations (empty: the
// plan's own; of a fused group that of its first instance) and how much later than it could each instance
// starts.
ReferenceTiming reference_wide(const Plan&, std::span<const Time> durations = {},
                               std::span<const Time> delays = {});

}  // namespace repetend::test
