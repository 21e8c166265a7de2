// Local search over the sequences of wide problems.
#pragma once

#include <cstdint>

#include "search/control/budget.hpp"
#include "search/control/measure.hpp"
#include "search/wide/sequence.hpp"

namespace repetend::search {

// A sequence that measures no more than the given one, made by moves that are accepted up to a threshold that
// falls (Dueck and Scheuer 1990): units on the critical path go before those they wait for on a machine, any
// unit elsewhere, two run fused or no longer. A trial times the whole sequence and counts as a state for so
// many units (effort.wide.units_a_state). Ends where a measure of
// `enough` is met.
TimedSequence improved(const WideModel&, TimedSequence, Measure, Time enough, std::uint64_t seed, Budget&);

}  // namespace repetend::search
