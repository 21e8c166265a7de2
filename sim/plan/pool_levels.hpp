// What pools hold over a plan (docs/semantics.md, "Memory").
#pragma once

#include <span>
#include <vector>

#include "sim/plan/plan.hpp"

namespace repetend {

// A pool holds so much from then on, until the next; static memory and workspace included.
struct PoolLevel {
  Time at = 0;
  Bytes level = 0;
  bool operator==(const PoolLevel&) const = default;
};
using PoolCurve = std::vector<PoolLevel>;

// From 0 on, or from the first start where that is earlier; a step only where the level changes, at one
// instant one. Starts and ends are by instance_index(); those of no instance are not looked at.
IdVector<PoolId, PoolCurve> pool_curves(const Problem&, std::span<const Time> start,
                                        std::span<const Time> end);

// The highest level of each pool. It follows from the orders where one machine alone changes the pool
// (sole_machines()) and each of its instances takes time; for the others the plan must be timed.
IdVector<PoolId, Bytes> peak_pools(const Plan&);
// Of the devices alone, by device.
std::vector<Bytes> peak_memory(const Plan&);

}  // namespace repetend
