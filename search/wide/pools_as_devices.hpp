// A plain problem that every repetend of a wide one is a schedule of, so that its bounds are the wide one's.
#pragma once

#include "search/wide/model.hpp"

namespace repetend::search {

// Its devices are the pools, and a block "runs" on those that it changes, each as short as it can be, alone
// or fused; what runs once is left out but for what it leaves in the pools when it has run first. Only the
// precedences, without their transfers, and the levels of pools mean anything: blocks of one pool may run
// side by side. Little's law and recurrences do not mind. Where memory is released at starts its pools are
// unlimited, as levels then depend on what runs at once. Micro-batches must be alike.
Problem pools_as_devices(const WideModel&);

}  // namespace repetend::search
