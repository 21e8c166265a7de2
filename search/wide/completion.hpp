// Whole plans from the repetends of wide problems.
#pragma once

#include "search/wide/repetend.hpp"
#include "search/wide/sequence.hpp"

namespace repetend::search {

// Every instance when the repetend says, from micro-batch 0, which comes with nothing before it, to the last;
// what runs once before and after that. Groups of which some instance has no micro-batch run apart. Timed as
// a sequence no instance starts later than the repetend has it, and pools hold no more.
Sequence played(const WideModel&, const WideRepetend&);

}  // namespace repetend::search
