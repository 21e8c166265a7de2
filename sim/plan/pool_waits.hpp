// The waits that keep a plan within its pools whatever its instances take (docs/semantics.md, "Plan").
#pragma once

#include "sim/plan/plan.hpp"

namespace repetend {

// For a timed plan within its pools. Of each pool that several machines change the acquisitions in the plan's
// order of time: the k-th waits for the shortest prefix of the releases after which the first k fit.
// Workspace is acquired and released. Then acquisitions may come in any other order that the waits allow: the
// level is never more than the first k less those releases, for the last k that has started. In order of
// time; some of them the plan's orders and edges may imply.
std::vector<Wait> pool_waits(const Plan&);

// Adds those of the waits that the plan's orders, edges and waits, and the ones before, do not imply.
void add_waits(Plan&, const std::vector<Wait>&);

}  // namespace repetend
