// Bounds of the makespans and periods of wide problems (docs/search.md, "Bounds and their proofs in short").
#pragma once

#include "search/search.hpp"
#include "search/wide/model.hpp"

namespace repetend::search {

// No plan of the problem is shorter, whatever the order of the micro-batches where that is free: the longest
// path, and on each machine the work of all its instances with what comes before and after them.
Bound wide_makespan_bound(const WideModel&);

// No repetend takes less a micro-batch, rounded down: the work that one has on a machine, recurrences and, by
// Little's law, the bytes that it holds in a pool times how long. 0 where micro-batches differ.
Bound wide_period_bound(const WideModel&);

// No plan has a lower sum of the times at which micro-batches complete: on each machine the first k of them
// to complete have taken the work of the k shortest.
Bound wide_completions_bound(const WideModel&);

// No repetend of that period a micro-batch has a lower highest peak of a device: with less memory bounds of
// the period are above it. `enough` is the peak of one that is known, and an upper limit of the answer.
Bytes wide_peak_bound(const Problem&, const Ratio& period, Bytes enough);

}  // namespace repetend::search
